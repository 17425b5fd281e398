// packed, aligned and #pragma pack; flexible and empty arrays; anonymous members; casts to unions.
struct a { char c; int i; short s; long long l; } __attribute__((packed));
struct __attribute__((packed)) b { char c; unsigned x : 20, y : 20; long long z : 60; unsigned w : 3; };
struct c { char c; int i __attribute__((packed)); char d; short s __attribute__((aligned(8))); };
struct d { char c; short s; } __attribute__((aligned(16)));
#pragma pack(push, 1)
struct e { char c; int i; int bits : 30, more : 7; double d; };
#pragma pack(2)
struct f { char c; int i; struct d inner; };
#pragma pack(pop)
struct g { char c; int i; };
union h { int i; char c[5]; } __attribute__((packed));
struct j { int n; struct a list[2]; };

struct a ga = { 1, 2, 3, 4 }, list[2] = { { 5, 6, 7, 8 }, { .l = -1 } };
struct b gb = { 'b', 0xabcde, 0x12345, -0x123456789abcdell, 5 };
struct e ge = { 1, 2, -3, 9, 0 };

struct flexible { int n; short items[]; };
struct zero { int n; char items[0]; };
struct text { int n; char s[]; };
struct flexible fx = { 3, { 10, 20, 30 } };
static struct text tx = { 5, "hello" };
struct text empty = { 1 };
int after = 77;

struct anon {
    int kind;
    union { int i; struct { short lo, hi; }; char c[4]; };
    struct { int x, y; } at;
    struct { int p; struct { int q; }; };
};
struct anon an = { 1, { 0x20001 }, { 3, 4 }, { 5, { 6 } } };
struct anon am = { .hi = 7, .lo = 8, .at.y = 9, .q = 10, .kind = 2 };

union u { int i; double d; char *p; };
static double as_double(union u v) { return v.d; }
static int sum(struct a s) { return s.c + s.i + s.s + (int)s.l; }

int main(void)
{
    if (sizeof(struct a) != 15 || sizeof(struct c) != 16 || sizeof(struct d) != 16 || sizeof(struct g) != 8) return 1;
    if (sizeof(struct b) != 14 || sizeof(struct e) != 18 || sizeof(struct f) != 22 || sizeof(union h) != 5) return 2;
    if (sizeof(struct j) != 36 || _Alignof(struct d) != 16 || _Alignof(struct a) != 1) return 3;
    if (ga.c != 1 || ga.i != 2 || ga.s != 3 || ga.l != 4 || list[0].l != 8 || list[1].l != -1 || list[1].c) return 4;
    if (gb.x != 0xabcde || gb.y != 0x12345 || gb.z != -0x123456789abcdell || gb.w != 5 || gb.c != 'b') return 5;
    if (ge.i != 2 || ge.bits != -3 || ge.more != 9 || ge.d) return 6;
    struct b b = gb;
    b.y = 0xfffff; b.z++; b.x ^= 1; b.w += 4;
    if (b.x != 0xabcdf || b.y != 0xfffff || b.z != -0x123456789abcddll || b.w != 1 || b.c != 'b') return 7;
    b.z = 0x7ffffffffffffffll;
    if (b.z != 0x7ffffffffffffffll || b.w != 1 || b.y != 0xfffff || ++b.z != -0x7ffffffffffffffll - 1 || b.w != 1) return 8;
    struct a *p = &list[1];
    p->i = 9; p->s--; p->l -= 1;
    if (sum(*p) != 6 || p->l != -2 || list[0].i != 6 || sum((struct a){ 1, 1, 1, 1 }) != 4) return 9;
    struct d aligned;
    if ((unsigned)&aligned % 16) return 10;

    if (fx.items[0] != 10 || fx.items[2] != 30 || sizeof fx != 4 || tx.s[4] != 'o' || tx.s[5] || after != 77) return 11;
    if (sizeof(struct zero) != 4 || empty.n != 1) return 12;
    if (an.i != 0x20001 || an.lo != 1 || an.hi != 2 || an.at.y != 4 || an.p != 5 || an.q != 6) return 13;
    if (am.lo != 8 || am.hi != 7 || am.at.y != 9 || am.q != 10 || am.kind != 2 || am.p || am.at.x) return 14;
    struct anon local = { .lo = 3, 4, .at = { 5 }, 6 }, *q = &local;
    if (local.hi != 4 || q->c[0] != 3 || q->at.x != 5 || q->p != 6 || local.q) return 15;
    static struct flexible sf = { .n = 2, .items = { [1] = 5 } };
    if (sf.items[1] != 5 || sf.items[0]) return 16;
    int i = 5;
    if (as_double((union u)2.5) != 2.5 || ((union u)i).i != 5 || ((union u)"text").p[1] != 'e') return 17;
    return 0;
}
