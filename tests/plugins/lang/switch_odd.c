// switch where compilers go wrong: default in the middle, nested, wide, unsigned, of narrow types, into loops.
int middle(int x)
{
    int n = 0;
    switch (x) {
    case 1: n += 1;
    default: n += 10;
    case 2: n += 100; break;
    case 3: n += 1000;
    }
    return n;
}

int nested(int a, int b)
{
    switch (a) {
    case 1:
        switch (b) {
        case 1: return 11;
        default: break;
        case 2: a = 5;
        }
        b = 50;
        break;
    case 2:
        while (1) {
            switch (b) {
            case 0: goto out;
            case 3: b = 1; continue;
            default: b--;
            }
            if (b == 2) break;
        }
        return 20 + b;
    }
out:
    return a * 100 + b;
}

int wide(long long x)
{
    switch (x) {
    case 0: return 1;
    case 0x100000000LL: return 2;
    case -1: return 3;
    case 0xffffffffLL: return 4;
    case -0x8000000000000000LL: return 5;
    case 0x7fffffffffffffffLL: return 6;
    case 0x100000001LL: case 0x100000002LL: case 0x100000003LL: case 0x100000004LL: return 7;
    default: return 0;
    }
}

int natural(unsigned x)
{
    switch (x) {
    case -1: return 1;
    case 0x80000000: return 2;
    case 2147483647: return 3;
    case 'A' == 66: return 4;
    }
    return 0;
}

int narrow(signed char c)
{
    switch (c) { case -128: return 1; case -1: return 2; case 127: return 3; case 255: return 4; }
    return 0;
}

int loops(int n)
{
    int total = 0;
    switch (n & 3)
        for (; n > 0; n--) {
    case 1: total += 1;
    case 2: total += 10; if (total > 500) break; continue;
    case 3: total += 100;
        }
    return total;
}

enum color { RED = -2, GREEN, BLUE = 1000 };
int color(enum color c) { switch (c) { case RED: return 1; case GREEN: return 2; case BLUE: return 3; } return 4; }

int main(void)
{
    if (middle(1) != 111 || middle(2) != 100 || middle(3) != 1000 || middle(-7) != 110) return 1;
    if (nested(1, 1) != 11 || nested(1, 2) != 550 || nested(1, 9) != 150 || nested(2, 0) != 200) return 2;
    if (nested(2, 5) != 200 || nested(3, 4) != 304) return 3;
    if (wide(0) != 1 || wide(1LL << 32) != 2 || wide(-1) != 3 || wide(0xffffffffU) != 4 || wide(1) != 0) return 4;
    if (wide(1ULL << 63) != 5 || wide(~(1ULL << 63)) != 6 || wide((1LL << 32) + 3) != 7 || wide(3) != 0) return 5;
    if (natural(~0u) != 1 || natural(1u << 31) != 2 || natural(~0u >> 1) != 3 || natural(0) != 4) return 6;
    if (narrow(-128) != 1 || narrow(255) != 2 || narrow(127) != 3 || narrow(0) != 0) return 7;
    if (loops(1) != 11 || loops(5) != 55 || loops(6) != 65 || loops(0) != 0) return 8;
    if (color(RED) != 1 || color(-1) != 2 || color(1000) != 3 || color(0) != 4) return 9;
    return 0;
}
