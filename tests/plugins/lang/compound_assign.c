// op= on all types: the operation is done in the promoted type, the result converted back.
int i = 10;
unsigned char uc = 200;
char sc = 100;
short sh = 30000;
unsigned u = 5;
long long ll = 1;
float f = 1.5f;
double d = 2.0;
_Bool flag = 0;
int at = 0;
int array[4] = { 1, 2, 3, 4 };
int *next(void) { return &array[at++]; }

int main(void)
{
    int local = 3;
    if ((i += 5) != 15) return 1;
    if ((i -= 20) != -5) return 2;
    if ((i *= -7) != 35) return 3;
    if ((i /= 4) != 8) return 4;
    if ((i %= 5) != 3) return 5;
    if ((i <<= 4) != 48) return 6;
    if ((i >>= 2) != 12) return 7;
    if ((i &= 10) != 8) return 8;
    if ((i |= 3) != 11) return 9;
    if ((i ^= 6) != 13) return 10;
    if ((uc += 100) != 44) return 11;
    if ((sc += 100) != -56) return 12;
    if ((sh += 10000) != -25536) return 13;
    if ((u -= 6) != 0xffffffffu) return 14;
    if ((ll <<= 40) != 0x10000000000LL) return 15;
    if ((f *= 3) != 4.5f) return 16;
    if ((i = 7, i *= 1.5) != 10) return 17;
    if ((d /= 8) != 0.25) return 18;
    if ((flag += 2) != 1) return 19;
    if ((flag -= 1) != 0) return 20;
    *next() += 10;
    if (at != 1 || array[0] != 11 || array[1] != 2) return 21;
    local += local *= 1;
    if (local != 6) return 22;
    if ((uc /= 3) != 14 || (uc <<= 5) != 192) return 23;
    if ((u /= 2) != 0x7fffffffu || (u += ll) != 0x7fffffffu) return 24;
    i = 100;
    i -= 0.5;
    if (i != 99) return 25;
    uc = 250;
    uc *= 2.0;
    sc = 10;
    sc -= 1.75;
    if (sc != 8) return 26;
    return 0;
}
