// goto forwards, backwards, into and out of blocks.
int loop(int n)
{
    int sum = 0;
again:
    if (n == 0) goto done;
    sum += n--;
    goto again;
done:
    return sum;
}

int into(int x)
{
    int r = 1;
    if (x) goto inside;
    while (r < 100) {
        r *= 2;
inside:
        r += x;
    }
    return r;
}

int machine(char *s)
{
    int n = 0;
start:
    switch (*s++) {
    case 'a': goto a;
    case 'b': goto b;
    default: return n;
    }
a:  n += 1; goto start;
b:  n += 10;
    if (n < 1000) goto start;
    return -1;
}

int tangled(int n)
{
    int x = n, y = 0;
    if (n > 5) goto second;
first:
    y += x;
    x--;
    if (x > 0) goto second;
    return y;
second:
    y += 100;
    if (y < 1000) goto first;
    return y + x;
}

int main(void)
{
    if (loop(10) != 55 || loop(0) != 0) return 1;
    if (into(0) != 128 || into(5) != 171) return 2;
    if (machine("aabab") != 23 || machine("") != 0) return 3;
    if (tangled(3) != 206 || tangled(7) != 728) return 4;
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++)
            if (i * j == 6) goto found;
    return 5;
found:
    goto end;
    return 6;
end:
    return 0;
}
