// break and continue in nested loops and switches.
int main(void)
{
    int i, j, n = 0;
    for (i = 0; i < 10; i++) {
        if (i & 1) continue;
        for (j = 0; j < 10; j++) {
            if (j == i) break;
            if (j % 3 == 0) continue;
            n++;
        }
    }
    if (n != 0 + 1 + 2 + 4 - 0 + 5) return n;
    n = 0;
    for (i = 0; i < 6; i++) {
        switch (i) {
        case 1: continue;
        case 3: break;
        case 5: n += 1000; break;
        default: n += i;
        }
        n += 10;
    }
    if (n != 10 + 12 + 10 + 14 + 1010) return 2;
    i = 0;
    while (i < 100) {
        i++;
        while (1) { if (i % 7) break; else goto out; }
    }
out:
    if (i != 7) return 3;
    return 0;
}
