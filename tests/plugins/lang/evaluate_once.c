// Operands with side effects are evaluated exactly once.
int n = 0, array[10], log_ = 0;
int step(void) { return n++; }
int *cell(int i) { log_ = log_ * 10 + i; return &array[i]; }
struct s { int a[3]; } objects[2];
struct s *object(int i) { n++; return &objects[i]; }

int main(void)
{
    array[step()] += 5;
    if (n != 1 || array[0] != 5) return 1;
    *cell(1) = 7;
    (*cell(1))++;
    if (array[1] != 8 || log_ != 11) return 2;
    n = 0;
    object(1)->a[step()]++;
    if (n != 2 || objects[1].a[0] + objects[1].a[1] != 1) return 3;
    n = 0;
    *object(0) = *object(1);
    if (n != 2) return 4;
    n = 3;
    array[n++] = 1;
    array[n] = n;
    if (n != 4 || array[3] != 1 || array[4] != 4) return 5;
    n = 0;
    if ((step(), step(), step()) != 2 || n != 3) return 6;
    log_ = 0;
    *cell(2) <<= 1;
    --*cell(3);
    if (log_ != 23 || array[3] != 0) return 7;
    return 0;
}
