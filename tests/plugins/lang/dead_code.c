// Code that is never reached, and values that are never used.
int calls = 0;
int never(void) { calls++; return 1; }

int after(int x)
{
    return x;
    x = never();
    return never();
}

int loops(void)
{
    for (;;) {
        return 1;
        break;
    }
    never();
    while (1) { continue; never(); }
}

int skip(int x)
{
    goto end;
    while (x) { x = never(); if (x) break; }
end:
    return x;
}

int dead_loop(int x)
{
    int n = 3;
    return x;
    while (n < 100) n++;
    do n++; while (n < 200);
    for (;;) if (n++ > x) break;
    return n;
}

void empty(void) {}
void stop(void) { return; calls++; }

int main(void)
{
    int unused = 5;
    unused + 3;
    if (after(4) != 4) return 1;
    if (loops() != 1) return 2;
    if (skip(6) != 6) return 3;
    if (dead_loop(8) != 8) return 4;
    if (0) never();
    if (1) ; else never();
    while (0) never();
    for (; 0;) never();
    0 && never();
    1 || never();
    empty();
    stop();
    ;
    {}
    return calls;
}
