// test run
// call u64_to_double(0xffffffffffffffff)
// call u64_to_double(0x8000000000000400)
// call u64_to_double(0x8000000000000401)
// call u64_to_double(0x20000000000001)
// call u64_to_float(0xffffffffffffffff)
// call u64_to_float(0x8000008000000001)
// call double_to_u64(18446744073709549568)
// call double_to_u64(9223372036854775808)
// call double_to_u64(0.99)
// call double_to_i64(-9223372036854775808)
// call double_to_u32(4294967295.9)
// call float_to_u64(1.8e19)
// call i64_to_float(-9223371761976868863)
// call i64_to_double(9007199254740993)
// call narrow(1e-46)
// call narrow(3.4028235677973366e38)
// call narrow(0.1)
// call truncate(-129)
double u64_to_double(unsigned long long x) { return x; }
float u64_to_float(unsigned long long x) { return x; }
unsigned long long double_to_u64(double x) { return x; }
long long double_to_i64(double x) { return x; }
unsigned double_to_u32(double x) { return x; }
unsigned long long float_to_u64(float x) { return x; }
float i64_to_float(long long x) { return x; }
double i64_to_double(long long x) { return x; }
float narrow(double x) { return x; }
int truncate(int x) { return (signed char)x + (unsigned short)x; }
//# run
//| u64_to_double(0xffffffffffffffff) = 1.8446744073709552e19
//| u64_to_double(0x8000000000000400) = 9.223372036854776e18
//| u64_to_double(0x8000000000000401) = 9.223372036854778e18
//| u64_to_double(0x20000000000001) = 9007199254740992.0
//| u64_to_float(0xffffffffffffffff) = 1.8446744e19
//| u64_to_float(0x8000008000000001) = 9.223373e18
//| double_to_u64(18446744073709549568) = 18446744073709549568
//| double_to_u64(9223372036854775808) = 9223372036854775808
//| double_to_u64(0.99) = 0
//| double_to_i64(-9223372036854775808) = -9223372036854775808
//| double_to_u32(4294967295.9) = 4294967295
//| float_to_u64(1.8e19) = 18000000404716257280
//| i64_to_float(-9223371761976868863) = -9.2233715e18
//| i64_to_double(9007199254740993) = 9007199254740992.0
//| narrow(1e-46) = 0.0
//| narrow(3.4028235677973366e38) = inf
//| narrow(0.1) = 0.1
//| truncate(-129) = 65534
