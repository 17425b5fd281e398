// Arrays of arrays.
int grid[3][4] = { { 1, 2, 3, 4 }, { 5, 6, 7, 8 }, { 9, 10, 11, 12 } };
char names[3][6] = { "one", "two", "three" };
int cube[2][3][4];

int trace(int m[3][4])
{
    return m[0][0] + m[1][1] + m[2][2];
}

int row(int (*m)[4], int r)
{
    int s = 0, *p = m[r];
    for (int i = 0; i < 4; i++) s += p[i];
    return s;
}

int main(void)
{
    int i, j, k, n = 0, local[3][3], *flat;
    if (trace(grid) != 18 || row(grid, 1) != 26) return 1;
    if (grid[2][-1] != 8 || *(*(grid + 1) + 2) != 7 || (*grid)[3] != 4) return 2;
    if (names[2][4] != 'e' || names[0][5] != 0 || names[1][0] != 't') return 3;
    for (i = 0; i < 2; i++)
        for (j = 0; j < 3; j++)
            for (k = 0; k < 4; k++) cube[i][j][k] = n++;
    if (cube[1][2][3] != 23 || cube[1][0][0] != 12 || (&cube[0][0][0])[17] != 17) return 4;
    for (i = 0; i < 3; i++) for (j = 0; j < 3; j++) local[i][j] = i == j;
    flat = &local[0][0];
    for (n = i = 0; i < 9; i++) n += flat[i];
    if (n != 3) return 5;
    if (sizeof(grid) != 48 || sizeof(grid[0]) != 16 || sizeof(cube[0]) != 48) return 6;
    if (&grid[1] - &grid[0] != 1 || (char *)&grid[1] - (char *)grid != 16) return 7;
    i = 1;
    if (grid[i + 1][i - 1] != 9 || grid[i - 1][i + 2] != 4) return 8;
    return 0;
}
