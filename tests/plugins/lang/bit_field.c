// Bit-fields: layout, values, promotions, initialisers.
typedef unsigned char u8;
enum colour { RED, GREEN, BLUE, WHITE };
struct a { unsigned x : 3, y : 5; int z : 4; };
struct b { char c; int i : 7; short s : 9; long long l : 40; unsigned u : 32; };
struct c { int a : 3; int : 0; int b : 3; int : 5; int c : 30; char d; };
struct d { _Bool flag : 1; enum colour colour : 2; u8 byte : 8; unsigned short h : 15; };
struct e { unsigned long long low : 33, high : 31; long long sign : 63; };
struct f { char c; int : 0; };
struct g { char c : 4; int : 28; char d; };
union u { int s : 5; unsigned v : 9; char c[2]; };
struct n { int k; struct { unsigned lo : 4, hi : 4; }; union { u8 all; struct { u8 one : 1, rest : 7; } bits; } un; };

struct a ga = { 5, 17, -3 };
struct b gb = { 'x', -64, 255, -0x7fffffffffll, 0xfedcba98u };
struct c gc[2] = { { 1, 2, 0x1fffffff, 'd' }, { .b = -4, .a = 3, .d = 9 } };
struct e ge = { .high = 0x7fffffff, .low = 0x1ffffffffull, .sign = -1 };
struct d gd = { 1, BLUE, 200, 0x7fff };
union u gu = { -1 };
struct n gn = { 7, .hi = 9, .lo = 6, .un.bits.rest = 100 };
struct a over = { 1, 2, 3, .y = 31, .x = 6 };

static int same(const void *p, const char *bytes, int n)
{
    const char *q = p;
    for (int i = 0; i < n; i++) if (q[i] != bytes[i]) return 0;
    return 1;
}
static struct a pass(struct a s) { s.y++; return s; }
static int calls;
static struct a *where(struct a *p) { calls++; return p; }

int main(void)
{
    if (sizeof(struct a) != 4 || sizeof(struct b) != 24 || sizeof(struct c) != 16 || sizeof(struct d) != 4) return 1;
    if (sizeof(struct e) != 16 || sizeof(struct f) != 4 || sizeof(struct g) != 5 || sizeof(union u) != 4) return 2;
    if (!same(&ga, "\x8d\x0d\0\0", 4) || !same(&gd, "\x05\xc8\xff\x7f", 4)) return 3;
    if (ga.x != 5 || ga.y != 17 || ga.z != -3 || gb.i != -64 || gb.s != 255 || gb.l != -0x7fffffffffll) return 4;
    if (gb.u != 0xfedcba98u || gc[0].c != 0x1fffffff || gc[1].a != 3 || gc[1].b != -4 || gc[1].c || gc[1].d != 9) return 5;
    if (ge.low != 0x1ffffffffull || ge.high != 0x7fffffff || ge.sign != -1 || gu.v != 31 || gu.c[0] != 31) return 6;
    if (gd.colour != BLUE || !gd.flag || gd.byte != 200 || gd.h != 0x7fff) return 7;
    if (gn.lo != 6 || gn.hi != 9 || gn.un.all != 200 || over.y != 31 || over.x != 6 || over.z != 3) return 8;

    // Stores keep what fits; the value of an assignment is what was kept.
    struct a s = { 0 };
    if ((s.x = 13) != 5 || s.x != 5 || s.y || s.z || (s.z = 9) != -7 || s.z != -7) return 9;
    if ((s.y += 40) != 8 || s.y != 8 || (s.x *= 3) != 7 || (s.x <<= 1) != 6 || (s.z |= 1) != -7 || (s.z &= 6) != 0) return 10;
    s.x = 7; s.z = -8;
    if (s.x++ != 7 || s.x != 0 || --s.x != 7 || s.z-- != -8 || s.z != 7 || ++s.z != -8 || s.y != 8) return 11;
    struct d d = { 0 };
    if ((d.flag = 6) != 1 || d.byte || d.flag-- != 1 || d.flag || --d.flag != 1) return 12;
    if ((d.byte = 300) != 44 || ++d.h != 1 || (d.colour = WHITE) != WHITE || d.colour != 3 || d.h != 1) return 13;
    where(&s)->x += 2;
    where(&s)->y++;
    if (calls != 2 || s.x != 1 || s.y != 9) return 14;

    // A field that fits into int promotes to int, whatever its type.
    s.x = 1;
    if (s.x - 2 > 0 || -s.x > 0 || ~s.x > 0 || (s.x << 31) > 0 || (s.x ? s.x : 0u) - 2 < 0) return 15;
    gb.u = 1;
    if (gb.u - 2 < 0 || ge.low - ge.low - 1 < 0 || (s.x = 1) - 2 > 0 || s.x++ - 5 > 0 || (s.x, s.x) - 5 > 0) return 16;

    // Wide ones across 32 bits.
    struct e e = { 0x123456789ull, 0x55, 0x3fffffffffffffffll };
    if (e.low != 0x123456789ull || e.high != 0x55 || e.sign != 0x3fffffffffffffffll) return 17;
    e.low++; e.high = ~0u; e.sign = -2;
    if (e.low != 0x12345678aull || e.high != 0x7fffffff || e.sign != -2 || e.low >> 32 != 1) return 18;
    struct b b = gb;
    b.l = 0x8000000000ll; b.i = 64; b.s = -1;
    if (b.l != -0x8000000000ll || b.i != -64 || b.s != -1 || b.c != 'x' || b.u != 1) return 19;

    // Local initialisers, structs by value, unions, volatile.
    int n = 9;
    struct a list[2] = { { n, n, n }, [1].y = n * 4 };
    if (list[0].x != 1 || list[0].y != 9 || list[0].z != -7 || list[1].y != 4 || list[1].x) return 20;
    if (pass(list[0]).y != 10 || list[0].y != 9 || pass((struct a){ .y = 31 }).y) return 21;
    union u u = { .v = 0x1f0 };
    if (u.s != -16 || u.c[1] != 1) return 22;
    volatile struct { int a : 4, b : 4; } v = { 1, 2 };
    v.a = v.b; v.b += v.a;
    if (v.a != 2 || v.b != 4) return 23;
    struct n m = { .un = { .bits = { 1, 3 } }, .k = n };
    if (m.un.all != 7 || m.k != 9 || m.lo) return 24;
    struct a *p = &list[1];
    p->z = p->y = p->x = 15;
    if (p->x != 7 || p->y != 7 || p->z != 7) return 25;
    for (s.x = 0, n = 0; s.x < 7; s.x++) n += s.x;
    return n == 21 ? 0 : 26;
}
