// Functions that call themselves and each other.
int fact(int n) { return n < 2 ? 1 : n * fact(n - 1); }
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
int odd(unsigned n);
int even(unsigned n) { return n == 0 ? 1 : odd(n - 1); }
int odd(unsigned n) { return n == 0 ? 0 : even(n - 1); }
int ackermann(int m, int n)
{
    if (m == 0) return n + 1;
    if (n == 0) return ackermann(m - 1, 1);
    return ackermann(m - 1, ackermann(m, n - 1));
}
int moves = 0;
void hanoi(int n, int from, int to, int by)
{
    if (n == 0) return;
    hanoi(n - 1, from, by, to);
    moves++;
    hanoi(n - 1, by, to, from);
}
int depth(int n) { int local[8]; local[n % 8] = n; return n == 0 ? 0 : depth(n - 1) + (local[n % 8] == n); }

int main(void)
{
    if (fact(10) != 3628800) return 1;
    if (fib(15) != 610) return 2;
    if (!even(100) || odd(100)) return 3;
    if (ackermann(2, 3) != 9) return 4;
    hanoi(6, 1, 3, 2);
    if (moves != 63) return 5;
    if (depth(200) != 200) return 6;
    return 0;
}
