// test isa ia32
// test isa amd64
int f(int x)
{
    switch (x) {
    case 0: return 5;
    case 1: return 7;
    case 2: return 3;
    case 3: return 8;
    case 4: return 1;
    case 5: return 9;
    }
    return 0;
}
