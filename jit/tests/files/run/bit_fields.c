// test run
// call f(-3)
// call g(0xffffffff)
// call sizes()
struct s { int a : 3; unsigned b : 5; int : 0; long long c : 40; unsigned char d : 1, e : 7; _Bool f : 1; };
long long f(int x)
{
    struct s s = { x, x, x, x, x, x };
    s.a++;
    s.b += 3;
    return s.a + s.b * 10 + s.c * 1000 + s.d * 3 + s.e * 5 + s.f * 7;
}
unsigned g(unsigned x)
{
    union { struct { unsigned a : 4, b : 12, c : 16; } f; unsigned u; } v = { { 0 } };
    v.f.b = x;
    return v.u;
}
int sizes(void) { return sizeof(struct s) * 100 + sizeof(struct { char a : 1; int b : 31; }); }
//# run
//| f(-3) = -2367
//| g(0xffffffff) = 65520
//| sizes() = 1604
