typedef unsigned size_t;

int strncmp(const char *a, const char *b, size_t n) {
    for (; n && *a && *a == *b; n--, a++) b++;
    return n ? (unsigned char)*a - (unsigned char)*b : 0;
}
