// test run
// call chars(0)
// call values(5)
// call wide(3)
// call masked(0)
// call signs(2)
// Every cluster of cases and what lies between, below and above them.
static int kind(int c) {
    switch (c) {
    case ' ': case '\t': case '\n': case '\r': return 1;
    case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': case '8': case '9': return 2;
    case '+': case '-': return 3;
    case 'a': case 'e': case 'i': case 'o': case 'u': return 4;
    case 'b': case 'd': case 'f': case 'h': return 5;
    case '{': return 6; case '|': return 7; case '}': return 8; case '~': return 9; case 127: return 10;
    case 200: case 300: case 400: return 11;
    case 1000: return 12; case 1001: return 13; case 1002: return 14; case 1004: return 15; case 1007: return 16;
    case -1: return 17;
    case 2147483647: return 18;
    case (-2147483647 - 1): return 19;
    case -100: case -99: case -97: return 20;
    }
    return 0;
}
unsigned chars(int x) {
    unsigned n = x;
    for (int c = -130; c < 1100; c++) n = n * 31 + kind(c);
    return n * 31 + kind(2147483647) * 3 + kind(-2147483647 - 1) * 5 + kind(0x7ffffffe) + kind(-2147483647);
}
static int step(int x) {
    switch (x) {
    case 3: x += 7;
    case 5: case 6: case 7: x *= 2; break;
    case 8: return 100;
    case 9: case 40: case 41: case 66: return 101;
    default: x--;
    }
    return x;
}
unsigned values(int x) { unsigned n = x; for (int i = -5; i < 80; i++) n = n * 7 + step(i); return n; }
static int far(long long x) {
    switch (x) {
    case 1LL << 40: case (1LL << 40) + 1: case (1LL << 40) + 5: case (1LL << 40) + 63: return 1;
    case (1LL << 40) + 3: return 2;
    case -1: return 3; case -2: return 4; case -3: return 5; case -4: return 6; case -6: return 7;
    case 0: case 2: case 4: case 6: case 33: case 35: case 40: return 8;
    case (-9223372036854775807LL - 1): return 9;
    case 9223372036854775807LL: return 10;
    }
    return 0;
}
unsigned wide(int x) {
    unsigned n = x;
    for (int i = -10; i < 70; i++) n = n * 5 + far(i) + far((1LL << 40) + i) * 3 + far((1LL << 32) + i) * 7;
    return n + far(-9223372036854775807LL - 1) + far(9223372036854775807LL) * 100;
}
static int three(unsigned x, unsigned char b) {
    int n = 0;
    switch (x & 3) { case 0: n = 1; break; case 1: n = 20; break; case 2: n = 300; break; case 3: n = 4000; break; }
    switch (x >> 30) { case 0: n += 5; break; case 2: n += 60; break; case 3: n += 700; break; default: n += 8; }
    switch (b) { case 0: case 63: case 7: n *= 3; break; case 255: n *= 5; }
    switch (x % 7) { case 0: n++; break; case 1: n += 2; break; case 2: n += 3; break; case 3: n += 4; break; case 4: n += 50; break; case 5: n += 60; break; case 6: n += 70; }
    switch (x & 31) { case 1: case 2: case 4: case 31: return n; case 3: case 9: return -n; }
    return 2 * n;
}
int masked(unsigned x) { int n = 0; for (int i = 0; i < 300; i++) { n = n * 3 + three(x + i * 0x1234567, i); } return n; }
int signs(int x) {
    int n = 0;
    for (signed char c = -128; c < 127; c++)
        switch (c) { case -1: case 0: case 1: n += x; break; case -128: n += 1000; break; case -7: case -5: case -3: n *= 3; break; case 100: case 110: case 120: n ^= c; }
    return n;
}
//# run
//| chars(0) = 144236047
//| values(5) = 3629529099
//| wide(3) = 3820042383
//| masked(0) = 391209461
//| signs(2) = 26892
