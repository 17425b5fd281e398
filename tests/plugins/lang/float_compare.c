// Comparisons of floats, with infinities and NaN.
double zero = 0.0, one = 1.0;
float fzero = 0.0f, fone = 1.0f;

int true_(double x) { return x ? 1 : 0; }

int main(void)
{
    double nan = zero / zero, inf = one / zero, negz = -zero;
    float fnan = fzero / fzero;
    if (one < zero || !(zero < one) || !(one >= one) || one != one || !(one > zero)) return 1;
    if (nan == nan || nan < one || nan > one || nan <= one || nan >= one) return 2;
    if (!(nan != nan) || !(nan != one)) return 3;
    if (!!(nan < one) || !!(nan >= one)) return 4;
    if (!(nan < one) != 1 || !(nan == nan) != 1 || !(nan != nan) != 0) return 5;
    if (fnan == fnan || fnan < fone || !(fnan != fone)) return 6;
    if (!(inf > 1e300) || !(-inf < -1e300) || inf != inf) return 7;
    if (negz != zero || one / negz != -inf) return 8;
    if (true_(nan) != 1 || true_(zero) != 0 || true_(negz) != 0 || true_(inf) != 1) return 9;
    if (nan) {} else return 10;
    if (!nan) return 11;
    if (fzero || !fone || !(fone && nan)) return 12;
    if ((nan < one ? 1 : 2) != 2 || (nan != one ? 1 : 2) != 1) return 13;
    return 0;
}
