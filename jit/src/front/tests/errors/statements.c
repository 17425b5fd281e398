int f(int n) {
    break;
    continue;
    case 1: ;
    default: ;
    goto nowhere;
    else n = 1;
    switch (n) { case 1: case 2: case 1: break; default: break; default: n = 2; }
    switch (n) { case n: break; case 1.5: break; case 1 ... 3: break; }
    switch (1.5) { }
again:
again:
    goto agian;
    return;
    while n { }
    do n--; until (n);
    for (int i = 0, i < n, i++) ;
    if (n) int z = 3;
    n == 3;
    return 1
}
void g(void) { return 1; }
int h(int n) { if (n) return 1; }
int i(int n) { for (;;) { if (n) break; } }
int j(int n) { while (1) { n++; } }
int k(int n) { switch (n) { case 1: return 1; default: return 2; } }
