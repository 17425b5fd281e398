// Duff's device, and cases inside other statements.
int copied = 0;

void copy(char *to, char *from, int count)
{
    int n = (count + 7) / 8;
    switch (count % 8) {
    case 0: do { *to++ = *from++; copied++;
    case 7:      *to++ = *from++; copied++;
    case 6:      *to++ = *from++; copied++;
    case 5:      *to++ = *from++; copied++;
    case 4:      *to++ = *from++; copied++;
    case 3:      *to++ = *from++; copied++;
    case 2:      *to++ = *from++; copied++;
    case 1:      *to++ = *from++; copied++;
            } while (--n > 0);
    }
}

int inside(int x)
{
    int r = 0;
    switch (x) {
    case 0:
        if (r) {
    case 1:
            r += 1;
        } else {
    case 2:
            r += 2;
        }
        for (; r < 10; r += 3) {
    case 3:
            r += 100;
            break;
        }
        r += 1000;
    }
    return r;
}

int main(void)
{
    char from[40], to[40];
    for (int n = 1; n < 40; n++) {
        copied = 0;
        for (int i = 0; i < 40; i++) { from[i] = i + n; to[i] = 0; }
        copy(to, from, n);
        if (copied != n) return 1;
        for (int i = 0; i < 40; i++)
            if (to[i] != (i < n ? from[i] : 0)) return 2;
    }
    if (inside(0) != 1102 || inside(1) != 1101 || inside(2) != 1102 || inside(3) != 1100) return 3;
    if (inside(4) != 0) return 4;
    return 0;
}
