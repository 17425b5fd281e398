/* Copies pairs of bytes, each pair exchanged. */
void swab(const void *from, void *to, int n) {
    const char *s = from;
    char *d = to, c;
    for (; n > 1; n -= 2, s += 2, d += 2) {
        c = s[0];
        d[0] = s[1];
        d[1] = c;
    }
}
