// switch: cases, default anywhere, fall through, sparse and negative constants.
int pick(int x)
{
    switch (x) {
    case 0: return 10;
    case 1:
    case 2: return 20;
    default: return 99;
    case -1: return 30;
    case 1000000: return 40;
    case 'a': return 50;
    case 2147483647: return 60;
    case -2147483647 - 1: return 70;
    }
}

int fall(int x)
{
    int n = 0;
    switch (x) {
    case 1: n += 1;
    case 2: n += 2;
    case 3: n += 4; break;
    case 4: n += 8;
    }
    return n;
}

int dense(unsigned char c)
{
    switch (c) {
    case 10: return 1; case 11: return 2; case 12: return 3; case 13: return 4; case 14: return 5;
    case 15: return 6; case 16: return 7; case 17: return 8; case 18: return 9; case 255: return 10;
    }
    return 0;
}

int main(void)
{
    int n = 0;
    if (pick(0) != 10 || pick(1) != 20 || pick(2) != 20 || pick(3) != 99) return 1;
    if (pick(-1) != 30 || pick(1000000) != 40 || pick(97) != 50) return 2;
    if (pick(2147483647) != 60 || pick(-2147483647 - 1) != 70) return 3;
    if (fall(1) != 7 || fall(2) != 6 || fall(3) != 4 || fall(4) != 8 || fall(5) != 0) return 4;
    for (int i = 0; i < 256; i++) n += dense(i);
    if (n != 55) return 5;
    switch (n) { int unused; case 55: unused = 1; n = unused; }
    if (n != 1) return 6;
    switch (n) ;
    switch (n) default: n = 2;
    if (n != 2) return 7;
    switch (n) { case 1: case 3: n = 0; }
    if (n != 2) return 8;
    switch (5) { case 4: return 9; case 5: n = 3; break; default: return 10; }
    if (n != 3) return 11;
    return 0;
}
