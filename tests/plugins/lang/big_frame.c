// Many locals of all kinds live at once.
double work(int n)
{
    int a = n, b = a + 1, c = b * 2, d = c - 3, e = d ^ a, f = e | 1, g = f << 2, h = g - b;
    long long i = a * 1000000007LL, j = i + b, k = j ^ c, l = k - d;
    double m = a * 0.5, o = m + b, p = o * c, q = p - d, r = q + e, s = r * 0.25, t = s + f, u = t - g;
    float v = h, w = v * 0.5f;
    char bytes[100];
    for (int x = 0; x < 100; x++) bytes[x] = x + n;
    for (int x = 0; x < 3; x++) {
        a += b; b ^= c; c += d; d -= e; e += f; f ^= g; g += h; h -= a;
        i += j; j ^= k; k += l; l -= i;
        m += o; o -= p; p += q; q -= r; r += s; s -= t; t += u; u -= m;
        v += w;
    }
    return a + b + c + d + e + f + g + h + (double)(i % 1000) + (double)(j % 1000) + (double)(k % 1000)
        + (double)(l % 1000) + m + o + p + q + r + s + t + u + v + w + bytes[n];
}

int main(void)
{
    if (work(1) != 219.5) return 1;
    if (work(20) != -3234) return 2;
    return 0;
}
