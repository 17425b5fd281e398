// test run
// call sum(300, 0)
// call even(301)
// call swap(1, 2, 3)
// call mixed(4)
// call narrow(300)
// call nothing(7)
// call shifted(0x1234567890)
// call halves(0x123456789abcdef0)
// Calls in the place of returns, and the low halves of 64-bit values.
int sum(int n, int all) { if (n == 0) return all; return sum(n - 1, all + n); }
static int odd(int n);
int even(int n) { return n == 0 ? 1 : odd(n - 1); }
static int odd(int n) { return n == 0 ? 0 : even(n - 1); }
static int last(int a, int b, int c) { return a * 100 + b * 10 + c; }
int swap(int a, int b, int c) { if (a > 100) return last(c, a, b); int k = last(b, c, a); return last(c, k, a); }
static double half(int x, double y) { return x * y; }
double mixed(int x) { double d = x * 0.5; return half(x + 1, d); }
static unsigned char low(int x) { return x; }
unsigned char narrow(int x) { return low(x + 1); }
static int place;
static void put(int x) { place = x * 3; }
static void put_next(int x) { return put(x + 1); }
int nothing(int x) { put_next(x); return place; }
int shifted(long long x) {
    int a = (int)(x >> 4) + 1, b = (int)(x >> 32), c = (int)((unsigned long long)x >> 36), d = (int)x * 3;
    unsigned e = (unsigned)(x >> 3) % 7, f = (unsigned)(x * 5) / 3, g = (unsigned)(x >> 1) >> 0;
    unsigned long long h = (unsigned)(x * 7) + 1u;
    int t[4] = {1, 2, 3, 4};
    return a + b * 3 + c * 5 + d + (int)e + (int)f + (int)g + (int)(h >> 20) + t[(int)(x >> 2) & 3] + ((int)(x << 1) < (int)x);
}
int halves(long long x) { int lo = (int)x, hi = (int)(x >> 32); return (lo ^ hi) + (lo < hi) + (lo >> 3) + (hi << 2) + lo / 7 + hi % 5; }
//# run
//| sum(300, 0) = 45150
//| even(301) = 0
//| swap(1, 2, 3) = 2611
//| mixed(4) = 10.0
//| narrow(300) = 45
//| nothing(7) = 24
//| shifted(0x1234567890) = -598112193
//| halves(0x123456789abcdef0) = -1237700501
