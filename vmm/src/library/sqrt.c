/* The square root, digit by digit in base two, for what has no instruction for it. Exact, so the same as the
   processors' own. */
double sqrt(double x) {
    unsigned long long m = *(unsigned long long *)&x, rest = 0, root = 0, trial;
    int e = (int)(m >> 52 & 2047), i;
    if (!(m << 1) || x != x) return x + x;
    if (m >> 63) return (x - x) / (x - x);
    if (e == 2047) return x;
    m &= 0x000fffffffffffffULL;
    if (e) m |= 0x0010000000000000ULL;
    else for (e = 1; !(m >> 52); e--) m <<= 1;
    e -= 1023;
    if (e & 1) {
        m <<= 1;
        e--;
    }
    /* Now x = m * 2^(e - 52) with an even e. The root of m * 2^54 has 54 digits: 53 and one to round by. It is never
       half way, since the square of an odd number is odd. */
    for (i = 0; i < 54; i++) {
        rest = rest << 2 | (m >> 52 & 3);
        m = (m & 0x000fffffffffffffULL) << 2;
        trial = root << 2 | 1;
        root <<= 1;
        if (rest >= trial) {
            rest -= trial;
            root |= 1;
        }
    }
    root = (root >> 1) + (root & 1) + ((unsigned long long)(e / 2 + 1022) << 52);
    return *(double *)&root;
}
