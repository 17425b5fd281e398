// Arrays of all element types, local and global.
int squares[10];
char text[5] = { 'a', 'b' };
short shorts[3] = { -1, 2, -3 };
double reals[2] = { 0.5, 1.5 };
long long wides[2] = { 1, -1 };

int sum(int v[], int n)
{
    int s = 0;
    for (int i = 0; i < n; i++) s += v[i];
    return s;
}

int main(void)
{
    int local[8], i;
    unsigned char bytes[4];
    for (i = 0; i < 10; i++) squares[i] = i * i;
    if (sum(squares, 10) != 285) return 1;
    if (text[1] != 'b' || text[2] || text[4]) return 2;
    if (shorts[0] + shorts[1] + shorts[2] != -2) return 3;
    if (reals[0] + reals[1] != 2) return 4;
    if (wides[1] != -1LL) return 5;
    for (i = 0; i < 8; i++) local[i] = 8 - i;
    local[local[7]] = 100;
    if (local[1] != 100 || sum(local, 8) != 129) return 6;
    for (i = 0; i < 4; i++) bytes[i] = i * 100;
    if (bytes[3] != 44) return 7;
    if (sizeof(squares) != 40 || sizeof(squares) / sizeof(squares[0]) != 10) return 8;
    if (*squares != 0 || *(squares + 3) != 9 || 3[squares] != 9) return 9;
    if (&squares[2] != squares + 2) return 10;
    return 0;
}
