// float and double arithmetic.
float fa = 1.5f, fb = 0.25f;
double da = 10.0, db = 4.0, tenth = 0.1;

int main(void)
{
    float f, g;
    double d;
    if (fa + fb != 1.75f || fa - fb != 1.25f || fa * fb != 0.375f || fa / fb != 6.0f) return 1;
    if (da + db != 14 || da - db != 6 || da * db != 40 || da / db != 2.5) return 2;
    if (-fa != -1.5f || -(-da) != da || +fb != 0.25f) return 3;
    f = tenth;
    if ((double)f == tenth) return 4;
    d = 0;
    for (int i = 0; i < 10; i++) d += tenth;
    if (d == 1.0 || d < 0.9999999 || d > 1.0000001) return 5;
    if (fa + db != 5.5) return 6;
    if (3 + fb != 3.25f || 3 * da != 30) return 7;
    d = da / 3;
    if (d * 3 < 9.999 || d * 3 > 10.001) return 8;
    if (1 / 2 != 0 || 1 / 2.0 != 0.5) return 9;
    if (sizeof(fa * fb) != 4 || sizeof(fa * db) != 8) return 10;
    f = 16777216.0f;
    g = f + 1.0f;
    if (g != f) return 11;
    if ((double)f + 1.0 == (double)f) return 12;
    return 0;
}
