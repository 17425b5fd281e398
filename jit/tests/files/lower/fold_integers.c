// test lower
int f(void) { return (1 + 2) * 3 - 7 / 2 % 2 << 4 | 5 & 6 ^ 3; }
unsigned g(void) { return -1 / 2u + (0u - 1 > 0); }
long long h(void) { return 0x7fffffff + 1LL; }
int wrap(void) { return 2147483647 + 1; }
int compare(void) { return (-1 < 0u) + (-1LL < 0u) * 10 + ((unsigned char)-1 == 255) * 100; }
int shifts(void) { return -8 >> 1; }
unsigned shift(void) { return 0x80000000u >> 31; }
//# lower
//| module "fold_integers.c"
//| file "fold_integers.c"
//| export function %f() -> i32 @2:5
//| export function %g() -> u32 @3:10
//| export function %h() -> i64 @4:11
//| export function %wrap() -> i32 @5:5
//| export function %compare() -> i32 @6:5
//| export function %shifts() -> i32 @7:5
//| export function %shift() -> u32 @8:10
//|
//| function %f -> i32 {
//| block0:
//|     v0: i32 = int.i32 135 @2:15
//|     return v0 @2:15
//| }
//|
//| function %g -> i32 {
//| block0:
//|     v0: i32 = int.i32 -2147483648 @3:20
//|     return v0 @3:20
//| }
//|
//| function %h -> i64 {
//| block0:
//|     v0: i64 = int.i64 2147483648 @4:21
//|     return v0 @4:21
//| }
//|
//| function %wrap -> i32 {
//| block0:
//|     v0: i32 = int.i32 -2147483648 @5:18
//|     return v0 @5:18
//| }
//|
//| function %compare -> i32 {
//| block0:
//|     v0: i32 = int.i32 110 @6:21
//|     return v0 @6:21
//| }
//|
//| function %shifts -> i32 {
//| block0:
//|     v0: i32 = int.i32 -4 @7:20
//|     return v0 @7:20
//| }
//|
//| function %shift -> i32 {
//| block0:
//|     v0: i32 = int.i32 1 @8:24
//|     return v0 @8:24
//| }
