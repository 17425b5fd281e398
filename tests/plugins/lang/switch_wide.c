// switch on types other than int.
int wide(long long x)
{
    switch (x) {
    case 1: return 1;
    case 0x100000001LL: return 2;
    case -1: return 3;
    case 0xffffffffLL: return 4;
    case 0x7fffffffffffffffLL: return 5;
    }
    return 0;
}

int big(unsigned x)
{
    switch (x) {
    case 0xffffffffu: return 1;
    case 0x80000000u: return 2;
    case 0: return 3;
    }
    return 0;
}

enum color { RED, GREEN = 5, BLUE };

int name(enum color c)
{
    switch (c) {
    case RED: return 'r';
    case GREEN: return 'g';
    case BLUE: return 'b';
    }
    return 0;
}

int main(void)
{
    if (wide(1) != 1 || wide(0x100000001LL) != 2 || wide(-1) != 3 || wide(0xffffffffLL) != 4) return 1;
    if (wide(0x7fffffffffffffffLL) != 5 || wide(0x200000001LL) != 0) return 2;
    if (big(-1) != 1 || big(0x80000000u) != 2 || big(0) != 3 || big(1) != 0) return 3;
    if (name(RED) != 'r' || name(GREEN) != 'g' || name(BLUE) != 'b' || name(1) != 0) return 4;
    return 0;
}
