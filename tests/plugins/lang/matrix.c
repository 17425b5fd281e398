// Floating point over arrays of arrays.
double a[3][3] = { { 2, 1, -1 }, { -3, -1, 2 }, { -2, 1, 2 } }, b[3] = { 8, -11, -3 };

double abs_(double x) { return x < 0 ? -x : x; }

void solve(double m[3][3], double *v)
{
    for (int i = 0; i < 3; i++) {
        int best = i;
        for (int r = i + 1; r < 3; r++) if (abs_(m[r][i]) > abs_(m[best][i])) best = r;
        for (int c = 0; c < 3; c++) { double t = m[i][c]; m[i][c] = m[best][c]; m[best][c] = t; }
        { double t = v[i]; v[i] = v[best]; v[best] = t; }
        for (int r = 0; r < 3; r++) {
            if (r == i) continue;
            double k = m[r][i] / m[i][i];
            for (int c = i; c < 3; c++) m[r][c] -= k * m[i][c];
            v[r] -= k * v[i];
        }
    }
    for (int i = 0; i < 3; i++) v[i] /= m[i][i];
}

float dot(const float *x, const float *y, int n)
{
    float s = 0;
    for (int i = 0; i < n; i++) s += x[i] * y[i];
    return s;
}

double root(double x)
{
    double r = x;
    for (int i = 0; i < 60; i++) r = 0.5 * (r + x / r);
    return r;
}

int main(void)
{
    float x[4] = { 1, 2, 3, 4 }, y[4] = { 0.5f, 0.25f, 2, -1 };
    solve(a, b);
    if (abs_(b[0] - 2) > 1e-9 || abs_(b[1] - 3) > 1e-9 || abs_(b[2] + 1) > 1e-9) return 1;
    if (dot(x, y, 4) != 3.0f) return 2;
    if (abs_(root(2) - 1.41421356237309505) > 1e-15) return 3;
    return 0;
}
