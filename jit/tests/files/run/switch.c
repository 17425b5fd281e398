// test run
// call dense(-1)
// call dense(0)
// call dense(4)
// call dense(9)
// call sparse(1000000)
// call sparse(-2147483648)
// call sparse(7)
// call wide(0x100000001)
// call wide(1)
// call narrow(300)
int dense(int x)
{
    switch (x) {
    case 0: return 1;
    case 1: case 2: return 2;
    case 3: x = 9; /* falls through */
    case 4: x += 10;
    default: return x;
    case 5: break;
    case 6: return 6;
    }
    return -1;
}
int sparse(int x)
{
    switch (x) {
    case -2147483647 - 1: return 1;
    case 7: return 2;
    case 1000000: return 3;
    }
    return 0;
}
int wide(long long x)
{
    switch (x) {
    case 1: return 1;
    case 0x100000001LL: return 2;
    }
    return 0;
}
int narrow(int x)
{
    switch ((unsigned char)x) {
    case 44: return 1;
    case 300: return 2;
    }
    return 0;
}
//# run
//| dense(-1) = -1
//| dense(0) = 1
//| dense(4) = 14
//| dense(9) = 9
//| sparse(1000000) = 3
//| sparse(-2147483648) = 1
//| sparse(7) = 2
//| wide(0x100000001) = 2
//| wide(1) = 1
//| narrow(300) = 1
