// ?: and comma with operands of different types; logical operators as values; order and short circuits.
int trace;
int step(int digit) { trace = trace * 10 + digit; return digit; }
unsigned u = 1; signed char c = -1; unsigned char uc = 255; short s = -2; long long w = -3; double d = 0.5; float f = 0.25f;
int yes(void) { return 1; }
struct pair { int a, b; } x = { 1, 2 }, y = { 3, 4 };

int main(void)
{
    const char *p = "p";
    void *v = 0;
    int a[2] = { 5, 6 }, i;
    if ((yes() ? c : u) != 0xffffffffu || (yes() ? c : uc) != -1 || (yes() ? s : w) != -2) return 1;
    if ((yes() ? u : w) / -1 != -1 || sizeof(yes() ? c : uc) != 4 || sizeof(yes() ? u : w) != 8 || sizeof(1 ? f : c) != 4) return 2;
    if ((yes() ? c : d) != -1.0 || (!yes() ? w : f) != 0.25f || sizeof(1 ? f : d) != 8 || (yes() ? 3 : d) / 2 != 1.5) return 3;
    if ((yes() ? p : 0) != p || (yes() ? 0 : p) || (yes() ? v : p) || (!yes() ? v : p) != p || *(yes() ? a + 1 : a) != 6) return 4;
    if ((step(1), step(2), step(3)) != 3 || trace != 123) return 5;
    trace = 0;
    i = (step(0) && step(1)) || (step(2) && step(0)) || step(3);
    if (i != 1 || trace != 203) return 6;
    trace = 0;
    if ((step(1) ? step(0) ? step(9) : step(4) : step(8)) != 4 || trace != 104) return 7;
    if ((1 ? 2 : 3, 4) != 4 || (0 ? 1 : 0 ? 2 : 3) != 3 || (1 || 0 && 0) != 1 || !(2 && 4) || (5 || 0) + (0 || 0) != 1) return 8;
    (yes() ? &x : &y)->a = 10;
    *(!yes() ? &x : &y) = x;
    if (y.a != 10 || (yes(), x).b != 2 || (yes() ? x : y).a != 10) return 9;
    for (i = 0, trace = 9; i < 3 && trace; i++, trace -= 2) ;
    if (i != 3 || trace != 3) return 10;
    i = 3;
    i = i > 2 ? i < 5 ? i-- : 100 : (i++, 200);
    if (i != 3 || (d > f) + (d < f) * 2 + (d && !f) * 4 != 1) return 11;
    if ((p && *p) != 1 || (v || p) != 1 || !p != 0 || !!d != 1 || !w || (w < 0) - (u > 0) || !!(char)256) return 12;
    if ((c < u) != 0 || (c < (int)u) != 1 || (s < uc) != 1 || (w < u) != 1 || (uc == (unsigned char)c) != 1) return 13;
    return 0;
}
