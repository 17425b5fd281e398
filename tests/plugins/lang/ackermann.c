// Recursion: Ackermann, mutual, through pointers, with large frames, with state in statics, Hanoi, permutations.
int ackermann(int m, int n) { return m == 0 ? n + 1 : n == 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1)); }
int female(int n), male(int n);
int female(int n) { return n == 0 ? 1 : n - male(female(n - 1)); }
int male(int n) { return n == 0 ? 0 : n - female(male(n - 1)); }
long long power(long long base, unsigned n) { return n == 0 ? 1 : (n & 1 ? base : 1) * power(base * base, n >> 1); }
unsigned gcd(unsigned a, unsigned b) { return b ? gcd(b, a % b) : a; }

int deep(int n, int (*f)(int, void *))
{
    volatile char room[100];
    room[n] = n;
    return n == 0 ? 0 : f(n - 1, (void *)f) + room[n];
}
int through(int n, void *f) { return deep(n, (int (*)(int, void *))f); }

static int moves;
void hanoi(int n, int *from, int *to, int *via)
{
    if (n == 0) return;
    hanoi(n - 1, from, via, to);
    *to = *to * 10 + *from % 10;
    *from /= 10;
    moves++;
    hanoi(n - 1, via, to, from);
}

int permutations(int *v, int at, int n)
{
    int i, t, found = 0;
    if (at == n) return v[0] < v[n - 1];
    for (i = at; i < n; i++) {
        t = v[at], v[at] = v[i], v[i] = t;
        found += permutations(v, at + 1, n);
        t = v[at], v[at] = v[i], v[i] = t;
    }
    return found;
}

int main(void)
{
    int a = 54321, b = 0, c = 0, v[] = { 1, 2, 3, 4 };
    if (ackermann(1, 5) != 7 || ackermann(2, 3) != 9) return 1;
    if (female(8) != 5 || male(8) != 5 || female(3) != 2 || male(4) != 2) return 2;
    if (power(3, 39) != 4052555153018976267LL || power(-2, 63) != -9223372036854775807LL - 1) return 3;
    if (gcd(1071, 462) != 21 || gcd(4000000000u, 3000000000u) != 1000000000u) return 4;
    if (deep(50, through) != 1275) return 5;
    hanoi(5, &a, &b, &c);
    if (moves != 31 || a || c || b != 54321) return 6;
    if (permutations(v, 0, 4) != 12 || v[0] != 1 || v[3] != 4) return 7;
    return 0;
}
