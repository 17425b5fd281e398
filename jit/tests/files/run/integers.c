// test run
// call div(-7, 2)
// call div(7, 0)
// call div(-2147483648, -1)
// call rem(-7, 2)
// call udiv(0xffffffff, 7)
// call shl(1, 31)
// call sar(-8, 1)
// call wide(-9223372036854775808, 3)
// call wide_rem(-9223372036854775808, 1000000007)
// call wide_mul(0x123456789, 0x987654321)
int div(int a, int b) { return a / b; }
int rem(int a, int b) { return a % b; }
unsigned udiv(unsigned a, unsigned b) { return a / b; }
int shl(int a, int b) { return a << b; }
int sar(int a, int b) { return a >> b; }
long long wide(long long a, long long b) { return a / b; }
long long wide_rem(long long a, long long b) { return a % b; }
unsigned long long wide_mul(unsigned long long a, unsigned long long b) { return a * b; }
//# run
//| div(-7, 2) = -3
//| div(7, 0) = Divide
//| div(-2147483648, -1) = Divide
//| rem(-7, 2) = -1
//| udiv(0xffffffff, 7) = 613566756
//| shl(1, 31) = -2147483648
//| sar(-8, 1) = -4
//| wide(-9223372036854775808, 3) = -3074457345618258602
//| wide_rem(-9223372036854775808, 1000000007) = -291172004
//| wide_mul(0x123456789, 0x987654321) = 15527694826028413865
