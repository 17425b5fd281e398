// test run
// call all(nan, 1)
// call all(1, nan)
// call all(nan, nan)
// call all(1, 1)
// call all(-0, 0)
// call all(1, 2)
// call all(inf, -inf)
// call single(nan, 1)
// call single(1, nan)
// call single(2, 1)
// call branches(nan, 1)
// call branches(1, 2)
// call branches(2, 1)
// call branches(1, 1)
int all(double a, double b)
{
    return (a < b) + (a <= b) * 2 + (a > b) * 4 + (a >= b) * 8 + (a == b) * 16 + (a != b) * 32 + !(a < b) * 64;
}
int single(float a, float b)
{
    return (a < b) + (a <= b) * 2 + (a > b) * 4 + (a >= b) * 8 + (a == b) * 16 + (a != b) * 32 + !a * 64;
}
int branches(double a, double b)
{
    int r = 0;
    if (a < b) r += 1; else r += 2;
    if (!(a >= b)) r += 4;
    if (a != b && !(a == b)) r += 8;
    while (a > b) { r += 16; break; }
    return r + (a ? 32 : 64);
}
//# run
//| all(nan, 1) = 96
//| all(1, nan) = 96
//| all(nan, nan) = 96
//| all(1, 1) = 90
//| all(-0, 0) = 90
//| all(1, 2) = 35
//| all(inf, -inf) = 108
//| single(nan, 1) = 32
//| single(1, nan) = 32
//| single(2, 1) = 44
//| branches(nan, 1) = 46
//| branches(1, 2) = 45
//| branches(2, 1) = 58
//| branches(1, 1) = 34
