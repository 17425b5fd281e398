// ?: on all kinds of values.
int calls = 0;
int tick(int x) { calls++; return x; }
int abs_(int x) { return x < 0 ? -x : x; }
int sign(int x) { return x < 0 ? -1 : x > 0 ? 1 : 0; }
void nothing(void) { calls = 100; }

struct point { int x, y; };

int main(void)
{
    int yes = 1, no = 0;
    struct point a = { 1, 2 }, b = { 3, 4 }, c;
    char *text = yes ? "ab" : "cd";
    long long wide;
    double d;
    if (abs_(-5) != 5 || abs_(5) != 5) return 1;
    if (sign(-9) != -1 || sign(0) != 0 || sign(9) != 1) return 2;
    if ((yes ? tick(1) : tick(2)) != 1 || calls != 1) return 3;
    if ((no ? tick(1) : tick(2)) != 2 || calls != 2) return 4;
    if (text[0] != 'a') return 5;
    c = no ? a : b;
    if (c.x != 3 || c.y != 4) return 6;
    if ((yes ? a : b).y != 2) return 7;
    wide = yes ? -1 : 0LL;
    if (wide != -1LL) return 8;
    d = no ? 1 : 0.25;
    if (d != 0.25) return 9;
    if ((yes ? -1 : 1u) != 0xffffffffu) return 10;
    no ? nothing() : (void)tick(0);
    if (calls != 3) return 11;
    yes ? nothing() : nothing();
    if (calls != 100) return 12;
    *(yes ? &a.x : &b.x) = 50;
    if (a.x != 50 || b.x != 3) return 13;
    if ((1 ? 5 : tick(0)) != 5 || calls != 100) return 14;
    if ((yes ? (char *)0 : text) != 0) return 15;
    return 0;
}
