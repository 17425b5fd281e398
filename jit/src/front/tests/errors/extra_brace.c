int f(int n) {
    return n;
}
}

int g(void) { return undefined_name; }
