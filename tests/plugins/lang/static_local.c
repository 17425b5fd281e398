// Static locals keep their values between calls.
int counter(void)
{
    static int n = 10;
    return n++;
}

int other(void)
{
    static int n;
    static char *names[] = { "a", "b", "c" };
    return names[n++ % 3][0];
}

int *cell(int i)
{
    static int cells[4] = { 1, 2 };
    return &cells[i];
}

int main(void)
{
    if (counter() != 10 || counter() != 11 || counter() != 12) return 1;
    if (other() != 'a' || other() != 'b' || other() != 'c' || other() != 'a') return 2;
    *cell(2) = 7;
    if (*cell(2) != 7 || *cell(1) != 2 || *cell(3) != 0) return 3;
    for (int i = 0; i < 3; i++) {
        static int sum = 0;
        sum += i;
        if (i == 2 && sum != 3) return 4;
    }
    return 0;
}
