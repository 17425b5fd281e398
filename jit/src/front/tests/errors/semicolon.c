int main(void) {
    int x = 3
    x = x + 1;
    return x
}
