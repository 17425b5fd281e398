// NaN, infinities, negative zero and denormals through comparisons, arithmetic and conversions.
double zero = 0.0, one = 1.0, huge = 1e308, tiny = 4.9406564584124654e-324;
float fzero = 0.0f, fhuge = 3e38f, ftiny = 1e-45f;
int truth(double x) { return x ? 1 : 0; }
int logic(double x) { return (!x) * 4 + (x && 1) * 2 + (x || 0); }
unsigned long long bits(double x) { union { double d; unsigned long long u; } v; v.d = x; return v.u; }
unsigned fbits(float x) { union { float f; unsigned u; } v; v.f = x; return v.u; }
int all(double a, double b) { return (a < b) | (a > b) << 1 | (a <= b) << 2 | (a >= b) << 3 | (a == b) << 4 | (a != b) << 5; }
int fall(float a, float b) { return (a < b) | (a > b) << 1 | (a <= b) << 2 | (a >= b) << 3 | (a == b) << 4 | (a != b) << 5; }
int branch(double a, double b)
{
    int n = 0;
    if (a < b) n |= 1;
    if (!(a < b)) n |= 2;
    if (a >= b) n |= 4;
    if (!(a >= b)) n |= 8;
    if (a == b) n |= 16; else n |= 32;
    while (a != b) { n |= 64; break; }
    return n;
}

int main(void)
{
    double nan = zero / zero, inf = one / zero, minus = -zero;
    float fnan = fzero / fzero, finf = fhuge * 10, fminus = -fzero;
    if (all(nan, nan) != 32 || all(nan, 1) != 32 || all(1, nan) != 32 || all(inf, nan) != 32) return 1;
    if (fall(fnan, fnan) != 32 || fall(fnan, 1) != 32 || fall(1, fnan) != 32) return 2;
    if (all(inf, huge) != 42 || all(-inf, inf) != 37 || all(inf, inf) != 28) return 3;
    if (all(minus, zero) != 28 || fall(fminus, fzero) != 28) return 4;
    if (bits(minus) != 0x8000000000000000ULL || fbits(fminus) != 0x80000000u) return 5;
    if (one / minus != -inf || bits(minus + zero) || bits(minus + minus) != 1ULL << 63) return 6;
    if (bits(zero - zero) || bits(-(zero - zero)) != 1ULL << 63 || bits(minus * -one)) return 7;
    if (truth(nan) != 1 || truth(minus) || truth(tiny) != 1 || truth(inf) != 1) return 8;
    if (logic(nan) != 3 || logic(minus) != 4 || logic(tiny) != 3) return 9;
    if ((_Bool)nan != 1 || (_Bool)minus || (_Bool)ftiny != 1) return 10;
    if (branch(nan, 1) != 2 + 8 + 32 + 64 || branch(1, 2) != 1 + 8 + 32 + 64 || branch(2, 2) != 2 + 4 + 16) return 11;
    if (tiny / 2 != 0 || tiny * 0.75 != tiny || tiny <= 0 || -tiny >= 0 || ftiny / 2 != 0) return 12;
    if (huge * 10 != inf || -huge * 10 != -inf || inf - inf == inf - inf || inf * 0 == inf * 0) return 13;
    if (finf != inf || (float)huge != inf || (float)-huge != -inf || (float)tiny != 0 || (float)nan == (float)nan) return 14;
    if (fbits((float)-1e-200) != 0x80000000u || bits(fminus) != 1ULL << 63) return 15;
    if ((nan > 1 ? 1 : 2) != 2 || (nan != nan ? 1 : 2) != 1) return 16;
    if (bits(0.1 + 0.2) != 0x3fd3333333333334ULL || fbits(0.1f + 0.2f) != 0x3e99999au) return 17;
    if (-0.0 != 0.0 || bits(-0.0) != 1ULL << 63 || fbits(-0.0f) != 1u << 31 || bits(0.0 * -1)  != 1ULL << 63) return 18;
    if (0.0 / 0.0 == 0.0 / 0.0 || 1.0 / 0.0 != inf || -1.0 / 0.0 != -inf) return 19;
    return 0;
}
