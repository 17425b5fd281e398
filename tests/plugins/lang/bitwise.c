// & | ^ ~ on several types.
unsigned a = 0xf0f0a5a5u, b = 0x0ff05a5au;
int s = -1;
unsigned char c = 0x5a;
short h = -2;

int main(void)
{
    if ((a & b) != 0x00f00000u) return 1;
    if ((a | b) != 0xfff0ffffu) return 2;
    if ((a ^ b) != 0xff00ffffu) return 3;
    if (~a != 0x0f0f5a5au) return 4;
    if ((s & 0xff) != 255) return 5;
    if (~s != 0) return 6;
    if (~c != -91) return 7;
    if ((unsigned char)~c != 0xa5) return 8;
    if ((h & 0xffff) != 0xfffe) return 9;
    if ((h ^ 1) != -1) return 10;
    if ((a & 0) != 0 || (a | 0) != a || (a ^ 0) != a) return 11;
    if ((a & 0xffffffffu) != a || (a ^ 0xffffffffu) != ~a) return 12;
    if (((a & 0xff0) & 0xf0) != 0xa0) return 13;
    if ((a ^ a) || (a & ~a)) return 14;
    return 0;
}
