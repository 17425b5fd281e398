// test lower
int f(int x) { return x + 0; }
int g(int x) { return x * 1; }
int h(int x) { return x * 8; }
unsigned i(unsigned x) { return x / 8; }
unsigned j(unsigned x) { return x % 8; }
int k(int x) { return x & -1; }
int l(int x) { return x ^ x; }
int m(int x) { return -(-x); }
//# lower
//| module "identities.c"
//| file "identities.c"
//| export function %f(i32) -> i32 @2:5
//| export function %g(i32) -> i32 @3:5
//| export function %h(i32) -> i32 @4:5
//| export function %i(u32) -> u32 @5:10
//| export function %j(u32) -> u32 @6:10
//| export function %k(i32) -> i32 @7:5
//| export function %l(i32) -> i32 @8:5
//| export function %m(i32) -> i32 @9:5
//|
//| function %f -> i32 {
//| block0(v0: i32):
//|     return v0 @2:16
//| }
//|
//| function %g -> i32 {
//| block0(v0: i32):
//|     return v0 @3:16
//| }
//|
//| function %h -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 3 @4:25
//|     v2: i32 = shl v0, v1 @4:25
//|     return v2 @4:16
//| }
//|
//| function %i -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 3 @5:35
//|     v2: i32 = lshr v0, v1 @5:35
//|     return v2 @5:26
//| }
//|
//| function %j -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 7 @6:35
//|     v2: i32 = and v0, v1 @6:35
//|     return v2 @6:26
//| }
//|
//| function %k -> i32 {
//| block0(v0: i32):
//|     return v0 @7:16
//| }
//|
//| function %l -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @8:16
//|     return v1 @8:16
//| }
//|
//| function %m -> i32 {
//| block0(v0: i32):
//|     return v0 @9:16
//| }
