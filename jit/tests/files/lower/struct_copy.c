// test lower
struct s { int a; char b[5]; double c; } global;
void f(struct s *p) { *p = global; }
int g(void) { struct s local = { 1, "two", 3 }; f(&local); return local.a; }
//# lower
//| module "struct_copy.c"
//| file "struct_copy.c"
//| export data %global size 24 align 8 @2:42
//| export function %f(ptr) @3:6
//| local data %.str.0 size 4 align 1 @4:24
//| export function %g() -> i32 @4:5
//|
//| function %f {
//| block0(v0: i32):
//|     v1: i32 = data_addr %global @3:26
//|     copy v0, v1, 24 @3:26
//|     return @3:36
//| }
//|
//| function %g -> i32 {
//|     ss0 = stack 24 align 8
//| block0:
//|     v0: i32 = stack_addr ss0 @4:24
//|     fill v0, 0, 24 @4:24
//|     v1: i32 = int.i32 1 @4:34
//|     store.i32 v0, v1 @4:34
//|     v2: i32 = stack_addr ss0+4 @4:24
//|     v3: i32 = data_addr %.str.0 @4:24
//|     copy v2, v3, 4 @4:24
//|     v4: f64 = float.f64 0x4008000000000000 @4:44 ; 3.0
//|     store.f64 v0+16, v4 @4:44
//|     call %f(v0) @4:49
//|     v5: i32 = load.i32 v0 @4:67
//|     return v5 @4:60
//| }
//|
//| data %.str.0 {
//|     "two\x00"
//| }
//|
//| data %global {
//| }
