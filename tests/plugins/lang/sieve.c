// Nested loops over a char array.
char composite[1000];

int main(void)
{
    int count = 0, last = 0;
    for (int i = 2; i < 1000; i++) {
        if (composite[i]) continue;
        count++;
        last = i;
        for (int j = i * i; j < 1000; j += i) composite[j] = 1;
    }
    if (count != 168) return 1;
    if (last != 997) return 2;
    return 0;
}
