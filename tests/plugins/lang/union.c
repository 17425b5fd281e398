// Unions share their memory.
union number { int i; unsigned u; float f; unsigned char b[4]; };
union wide { long long l; int half[2]; double d; short s[4]; };
union number global = { -1 };
struct value { int kind; union { int i; double d; char *s; } as; };
struct flat { int kind; union { int i; float f; }; };

double number(struct value *v)
{
    switch (v->kind) {
    case 0: return v->as.i;
    case 1: return v->as.d;
    default: return v->as.s[0];
    }
}

int main(void)
{
    union number n;
    union wide w;
    struct value v;
    struct flat fl;
    if (global.u != 0xffffffffu || global.b[2] != 255) return 1;
    n.f = 1.0f;
    if (n.i != 0x3f800000 || n.b[3] != 0x3f) return 2;
    n.b[0] = 1;
    if (n.u != 0x3f800001u) return 3;
    w.l = 0x1122334455667788LL;
    if (w.half[0] != 0x55667788 || w.half[1] != 0x11223344 || w.s[3] != 0x1122) return 4;
    w.d = -2.0;
    if (w.l != (long long)0xc000000000000000ULL) return 5;
    v.kind = 0; v.as.i = 42;
    if (number(&v) != 42) return 6;
    v.kind = 1; v.as.d = 0.5;
    if (number(&v) != 0.5) return 7;
    v.kind = 2; v.as.s = "A";
    if (number(&v) != 65) return 8;
    fl.kind = 1; fl.f = 2.0f;
    if (fl.i != 0x40000000) return 9;
    if (sizeof(union number) != 4 || sizeof(union wide) != 8 || sizeof(struct value) != 16) return 10;
    return 0;
}
