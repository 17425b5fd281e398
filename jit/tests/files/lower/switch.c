// test lower
int f(int x)
{
    switch (x) {
    case 1: return 10;
    case 2: x++;
    default: return x;
    case 5: break;
    }
    return 0;
}
