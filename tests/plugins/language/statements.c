// Statements.
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

int test_if_else(void) {
    int n = 0;
    if (0) n = 1; else if (0.5) n = 2; else n = 3;
    if (1) if (0) n += 10; else n += 20;
    if ((void *)0) n += 100;
    CHECK(n == 22);
    return 0;
}

int test_loops(void) {
    int n = 0, i;
    while (n < 3) n++;
    do n++; while (n < 3);
    for (i = 0; i < 4; i++) n += i;
    for (;;) if (n++ > 12) break;
    CHECK(n == 14 && i == 4);
    for (i = 9; i--;) ;
    CHECK(i == -1);
    return 0;
}

int test_break_and_continue(void) {
    int n = 0;
    for (int i = 0; i < 10; i++) {
        if (i % 2) continue;
        if (i == 8) break;
        n += i;
    }
    do { n++; if (n < 15) continue; break; } while (1);
    CHECK(n == 15);
    return 0;
}

static int pick(int n) {
    int r = 0;
    switch (n) {
    case 1: r += 1;
    case 2: r += 2; break;
    default: r = 100;
    case 3: r += 3;
    case 'a': ;
    }
    return r;
}

int test_switch_falls_through(void) {
    CHECK(pick(1) == 3 && pick(2) == 2 && pick(3) == 3 && pick(4) == 103 && pick('a') == 0);
    return 0;
}

int test_switch_on_wide_values(void) {
    volatile long long n = 0x100000001;
    volatile unsigned char c = 200;
    switch (n) { case 1: return __LINE__; case 0x100000001: break; default: return __LINE__; }
    switch (c) { case -56: return __LINE__; case 200: break; default: return __LINE__; }
    switch ((int)n) { case 1: break; default: return __LINE__; }
    return 0;
}

int test_case_labels_anywhere(void) {
    int n = 5, copied = 0;
    switch (n % 4) {
        do {
        case 0: copied++;
        case 3: copied++;
        case 2: copied++;
        case 1: copied++;
        } while ((n -= 4) > 0);
    }
    CHECK(copied == 5);
    switch (1) if (0) { case 1: copied = 9; }
    CHECK(copied == 9);
    return 0;
}

int test_goto(void) {
    int n = 0;
again:
    if (++n < 5) goto again;
    goto inside;
    {
        n = 100;
inside: n++;
    }
    for (int i = 0; i < 3; i++) for (;;) { n++; goto next; next: break; }
    CHECK(n == 9);
    goto end;
end:
    return 0;
}

int test_goto_keeps_variables(void) {
    int turns = 0;
    {
        int sum;
        goto start;
back:   sum += 2;
        goto check;
start:  sum = 1;
        goto back;
check:  CHECK(sum == 3);
    }
    return turns;
}

int test_empty_and_nested_blocks(void) {
    int n = 1;
    { ; { { n = 2; } } ; }
    {}
    if (n == 1) {} else ;
    CHECK(n == 2);
    return 0;
}

static void nothing(int *p) { if (!*p) return; *p = 7; }

int test_return(void) {
    int n = 0;
    nothing(&n);
    CHECK(n == 0);
    n = 1;
    nothing(&n);
    CHECK(n == 7);
    return 0;
}
