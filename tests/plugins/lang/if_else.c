// if, else if, else; dangling else; empty branches.
int grade(int points)
{
    if (points >= 90)
        return 1;
    else if (points >= 70)
        return 2;
    else if (points >= 50)
        return 3;
    else
        return 4;
}

int dangling(int a, int b)
{
    int r = 0;
    if (a)
        if (b)
            r = 1;
        else
            r = 2;
    return r;
}

int main(void)
{
    int x = 0;
    if (grade(95) != 1 || grade(70) != 2 || grade(69) != 3 || grade(-1) != 4) return 1;
    if (dangling(0, 0) != 0 || dangling(1, 1) != 1 || dangling(1, 0) != 2) return 2;
    if (x) {
    } else
        x = 5;
    if (x != 5) return 3;
    if (x) ;
    if (1) x = 6; else x = 7;
    if (0) x = 8;
    if (x != 6) return 4;
    if (x == 6) { int x = 9; if (x != 9) return 5; }
    if (x != 6) return 6;
    return 0;
}
