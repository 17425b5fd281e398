// ++ and -- before and behind, on all types.
char c = 127;
unsigned char uc = 0;
short s = -32767 - 1;
_Bool flag = 0;
long long ll = 0xffffffffLL;
float f = 0.5f;
double d = -1.25;
int array[3] = { 10, 20, 30 };
struct { int a, b; } pairs[2] = { { 1, 2 }, { 3, 4 } };

int main(void)
{
    int i = 5, *p = array, sum = 0;
    if (i++ != 5 || i != 6) return 1;
    if (++i != 7 || i != 7) return 2;
    if (i-- != 7 || i != 6) return 3;
    if (--i != 5) return 4;
    if (c++ != 127 || c != -128) return 5;
    if (uc-- != 0 || uc != 255) return 6;
    if (--s != 32767) return 7;
    if (flag++ != 0 || flag != 1 || ++flag != 1) return 8;
    if (ll++ != 0xffffffffLL || ll != 0x100000000LL) return 9;
    if (f++ != 0.5f || f != 1.5f) return 10;
    if (--d != -2.25) return 11;
    sum = *p++;
    sum += *++p;
    if (sum != 40 || p != array + 2) return 12;
    if (*--p != 20 || *p-- != 20 || p != array) return 13;
    if ((*p)++ != 10 || array[0] != 11) return 14;
    if (++*p != 12) return 15;
    if (pairs[0].b++ + ++pairs[1].a != 6 || pairs[0].b != 3 || pairs[1].a != 4) return 16;
    array[i = 1]++;
    if (array[1] != 21) return 17;
    return 0;
}
