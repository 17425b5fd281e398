// test lower
double f(void) { return 0.1 + 0.2; }
float g(void) { return 0.1f + 0.2f; }
int h(void) { return (int)2.9 + (int)-2.9; }
unsigned u(void) { return (unsigned)3000000000.0; }
double n(void) { return -0.0; }
double c(void) { return (double)(float)0.1; }
long long l(void) { return (long long)-1e15; }
int compare(void) { return 0.1 + 0.2 == 0.3; }
//# lower
//| module "fold_floats.c"
//| file "fold_floats.c"
//| export function %f() -> f64 @2:8
//| export function %g() -> f32 @3:7
//| export function %h() -> i32 @4:5
//| export function %u() -> u32 @5:10
//| export function %n() -> f64 @6:8
//| export function %c() -> f64 @7:8
//| export function %l() -> i64 @8:11
//| export function %compare() -> i32 @9:5
//|
//| function %f -> f64 {
//| block0:
//|     v0: f64 = float.f64 0x3fd3333333333334 @2:18 ; 0.30000000000000004
//|     return v0 @2:18
//| }
//|
//| function %g -> f32 {
//| block0:
//|     v0: f32 = float.f32 0x3e99999a @3:17 ; 0.3
//|     return v0 @3:17
//| }
//|
//| function %h -> i32 {
//| block0:
//|     v0: i32 = int.i32 0 @4:15
//|     return v0 @4:15
//| }
//|
//| function %u -> i32 {
//| block0:
//|     v0: i32 = int.i32 -1294967296 @5:20
//|     return v0 @5:20
//| }
//|
//| function %n -> f64 {
//| block0:
//|     v0: f64 = float.f64 0x8000000000000000 @6:18 ; -0.0
//|     return v0 @6:18
//| }
//|
//| function %c -> f64 {
//| block0:
//|     v0: f64 = float.f64 0x3fb99999a0000000 @7:18 ; 0.10000000149011612
//|     return v0 @7:18
//| }
//|
//| function %l -> i64 {
//| block0:
//|     v0: i64 = int.i64 -1000000000000000 @8:21
//|     return v0 @8:21
//| }
//|
//| function %compare -> i32 {
//| block0:
//|     v0: i32 = int.i32 0 @9:21
//|     return v0 @9:21
//| }
