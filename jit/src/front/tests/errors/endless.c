int *dangling(void) {
    int local = 3;
    return &local;
}

char *text(int n) {
    char buffer[20] = "text";
    if (n) return buffer + n;
    return buffer;
}

int main(void) {
    int i = 0;
    unsigned char narrow = 300;
    char byte = 0xff;
    char *name = "name";
    while (i < 10);
    {
        i++;
    }
    if (i == 3);
    {
        i = 4;
    }
    for (unsigned u = 10; u >= 0; u--) i++;
    while (narrow >= 0) narrow--;
    if (name == "name") i = 70000;
    short s = 70000;
    unsigned all = -1;
    return i + byte + s + all;
}
