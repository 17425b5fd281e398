// Functions: parameters, results, declarations.
int zero(void);
static int twice(int x) { return 2 * x; }
void set(int *p) { *p = 11; }
void early(int *p, int stop) { if (stop) return; *p = 12; }
int eight(int a, int b, int c, int d, int e, int f, int g, int h) { return a + 2*b + 3*c + 4*d + 5*e + 6*f + 7*g + 8*h; }
double mix(int a, double b, float c, long long d, char e) { return a + b + c + d + e; }
long long wide(long long a, long long b) { return a * b; }
float half(float x) { return x / 2; }
unsigned char byte(void) { return 'b'; }
int *where(int *p, int i) { return p + i; }
int change(int x) { x += 5; return x; }

int main(void)
{
    int x = 0, v[3] = { 1, 2, 3 };
    if (zero() != 0) return 1;
    if (twice(twice(3)) != 12) return 2;
    set(&x);
    if (x != 11) return 3;
    early(&x, 1);
    if (x != 11) return 4;
    early(&x, 0);
    if (x != 12) return 5;
    if (eight(1, 2, 3, 4, 5, 6, 7, 8) != 204) return 6;
    if (mix(1, 0.5, 0.25f, 4, 'a') != 102.75) return 7;
    if (wide(-3, 0x100000000LL) != -0x300000000LL) return 8;
    if (half(5) != 2.5f) return 9;
    if (byte() != 98) return 10;
    *where(v, 2) = 7;
    if (v[2] != 7) return 11;
    if (change(x) != 17 || x != 12) return 12;
    if (twice(zero() + 1) + twice(byte()) != 198) return 13;
    return 0;
}

int zero(void) { return 0; }
