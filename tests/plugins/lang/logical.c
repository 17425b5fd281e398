// && || ! with their short circuits.
int calls = 0;

int yes(void) { calls = calls + 1; return 7; }
int no(void) { calls = calls + 1; return 0; }

int main(void)
{
    int x;
    double d = 0.5;
    char *null = 0;
    if ((yes() && no()) != 0 || calls != 2) return 1;
    calls = 0;
    if ((no() && yes()) != 0 || calls != 1) return 2;
    calls = 0;
    if ((yes() || no()) != 1 || calls != 1) return 3;
    calls = 0;
    if ((no() || yes()) != 1 || calls != 2) return 4;
    calls = 0;
    x = no() || no() || yes() || yes();
    if (x != 1 || calls != 3) return 5;
    calls = 0;
    x = yes() && (no() || yes()) && !no();
    if (x != 1 || calls != 4) return 6;
    if (!d || !(d && 1) || (null && *null)) return 7;
    if (!null != 1 || !!d != 1 || !0.0 != 1) return 8;
    calls = 0;
    yes() && yes();
    no() || yes();
    no() && yes();
    if (calls != 5) return 9;
    if ((1 || yes()) != 1 || (0 && yes()) != 0 || calls != 5) return 10;
    if (!(x && d) || (x && null)) return 11;
    return 0;
}
