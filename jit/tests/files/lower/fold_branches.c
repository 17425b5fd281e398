// test lower
int f(int x) { if (sizeof(int) == 4) return x; return -x; }
int g(int x) { return 0 && x; }
int h(int x) { return x || 1; }
int i(int x) { while (0) x++; return x; }
int j(int x) { return 1 ? x : x / 0; }
//# lower
//| module "fold_branches.c"
//| file "fold_branches.c"
//| export function %f(i32) -> i32 @2:5
//| export function %g(i32) -> i32 @3:5
//| export function %h(i32) -> i32 @4:5
//| export function %i(i32) -> i32 @5:5
//| export function %j(i32) -> i32 @6:5
//|
//| function %f -> i32 {
//| block0(v0: i32):
//|     return v0 @2:38
//| }
//|
//| function %g -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @3:16
//|     return v1 @3:16
//| }
//|
//| function %h -> i32 {
//| block0(v0: i32):
//|     branch v0, block2, block1 @4:23
//| block1:
//|     jump block3 @4:23
//| block2:
//|     jump block3 @4:23
//| block3:
//|     v1: i32 = int.i32 1 @4:16
//|     return v1 @4:16
//| }
//|
//| function %i -> i32 {
//| block0(v0: i32):
//|     return v0 @5:31
//| }
//|
//| function %j -> i32 {
//| block0(v0: i32):
//|     return v0 @6:16
//| }
