int main(void) {
    string s = "a";
    let n = 5;
    u8 b = 1;
    int *p = malloc(4);
    char c = "a";
    int *q = 5;
    int x = 5;
    if (p == nullptr) return strlen("abc");
    elseif (x = 5) return 1;
    while (x = n) { }
    while ((x = c)) { }
    if (x = 1) x = 2;
    return x;
}
