// Variables in memory that become values, and those that stay.
// test opt inline simplify promote dce
// test run
// call address(5)
// call by_struct(2, 3)
// call loop(5)
// call parts(0x12345678)
// call merge(0x11223344, 0xab)
// call floats(2.5)
// call zeroed(4)
// call copied(7)
// call both(1, 2)
// call both(0, 2)
// call array(3)
// call out(9)
// call test(1)
// call stays(2)
// call volatiles(3)
// call bits(5, 9)
// call wide(3)
static void set(int *p, int x) { *p = x; }
int address(int x) { int y = 1; set(&y, x + y); return y; }

struct pair { int a, b; };
static struct pair swap(struct pair p) { struct pair q = {p.b, p.a}; return q; }
int by_struct(int a, int b) { struct pair p = {a, b}; p = swap(p); return p.a * 10 + p.b; }

static void count(int *n, int *sum) { *sum += *n; --*n; }
int loop(int n) { int sum = 0; while (n) count(&n, &sum); return sum; }

union word { unsigned u; unsigned char c[4]; unsigned short s[2]; signed char d[4]; };
unsigned parts(unsigned u) { union word w; w.u = u; return w.c[0] + w.c[3] * 256 + w.s[1] + w.d[1]; }
unsigned merge(unsigned u, unsigned char c) { union word w; w.u = u; w.c[1] = c; return w.u; }

union real { float f; unsigned u; };
unsigned floats(float f) { union real r; r.f = f; r.u ^= 0x80000000; r.f = r.f * 2; return r.u; }

struct mixed { char c; short s; long long l; double d; };
int zeroed(int n) { struct mixed m = {0}; m.s = n; m.l += m.s; m.d = m.l; return m.c + m.s + m.l + (int)m.d; }
int copied(int n) { struct mixed m = {n, n, n, n}, k = m, l; l = k; l.c++; return m.c + k.s + l.l + (int)l.d + l.c; }

int both(int x, int y) { struct pair p; if (x) { p.a = y; p.b = 1; } else p = (struct pair){3, 4}; return p.a + p.b; }
int array(int x) { int a[4] = {x, x + 1, x + 2, x + 3}; int *p = a + 1; return a[0] + p[1] * 10 + a[3] * 100; }

struct pair global;
int out(int x) { struct pair p; p = global; p.a = x; global = p; return global.a + global.b; }
int test(int x) { int y = x; int *p = &y; if (p) return *p + 1; return 0; }

// An index that is not known, and an address that gets away.
int stays(int i) { int a[4] = {1, 2, 3, 4}; return a[i & 3]; }
int volatiles(int x) { volatile int y = x; return y + y; }

struct bits { unsigned a : 3, b : 10; int c : 5; };
int bits(int a, int b) { struct bits s; s.a = a; s.b = b; s.c = -1; return s.a + s.b * 10 + s.c; }

union halves { long long l; struct { unsigned low, high; } h; };
long long wide(int x) { union halves u; u.l = x * 0x100000002LL; u.h.low += u.h.high; u.h.high = 7; return u.l; }
//# opt inline simplify promote dce
//| module "promote.c"
//| file "promote.c"
//| local function %set(ptr, i32) @21:13
//| export function %address(i32) -> i32 @22:5
//| local function %swap(ptr, ptr) @25:20
//| export function %by_struct(i32, i32) -> i32 @26:5
//| local function %count(ptr, ptr) @28:13
//| export function %loop(i32) -> i32 @29:5
//| export function %parts(u32) -> u32 @32:10
//| export function %merge(u32, u8) -> u32 @33:10
//| export function %floats(f32) -> u32 @36:10
//| export function %zeroed(i32) -> i32 @39:5
//| export function %copied(i32) -> i32 @40:5
//| export function %both(i32, i32) -> i32 @42:5
//| export function %array(i32) -> i32 @43:5
//| export data %global size 8 align 4 @45:13
//| export function %out(i32) -> i32 @46:5
//| export function %test(i32) -> i32 @47:5
//| export function %stays(i32) -> i32 @50:5
//| export function %volatiles(i32) -> i32 @51:5
//| export function %bits(i32, i32) -> i32 @54:5
//| export function %wide(i32) -> i64 @57:11
//|
//| function %address -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @22:26
//|     v2: i32 = add v0, v1 @22:43
//|     return v2 @22:49
//| }
//|
//| function %by_struct -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = int.i32 10 @26:79
//|     v3: i32 = mul v1, v2 @26:79
//|     v4: i32 = add v3, v0 @26:84
//|     return v4 @26:68
//| }
//|
//| function %loop -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @29:23
//|     jump block1(v0, v1) @29:32
//| block1(v2: i32, v3: i32):
//|     branch v2, block2, block3 @29:39
//| block2:
//|     v4: i32 = add v3, v2 @28:44
//|     v5: i32 = int.i32 -1 @28:51
//|     v6: i32 = add v2, v5 @28:51
//|     jump block1(v6, v4) @29:42
//| block3:
//|     return v3 @29:59
//| }
//|
//| function %parts -> i32 {
//| block0(v0: i32):
//|     v1: i32 = zext8 v0 @32:60
//|     v2: i32 = int.i32 24 @32:69
//|     v3: i32 = lshr v0, v2 @32:69
//|     v4: i32 = int.i32 8 @32:76
//|     v5: i32 = shl v3, v4 @32:76
//|     v6: i32 = add v1, v5 @32:67
//|     v7: i32 = int.i32 16 @32:84
//|     v8: i32 = lshr v0, v7 @32:84
//|     v9: i32 = add v6, v8 @32:82
//|     v10: i32 = int.i32 8 @32:93
//|     v11: i32 = lshr v0, v10 @32:93
//|     v12: i32 = sext8 v11 @32:93
//|     v13: i32 = add v9, v12 @32:91
//|     return v13 @32:53
//| }
//|
//| function %merge -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = int.i32 255 @33:77
//|     v3: i32 = and v1, v2 @33:77
//|     v4: i32 = int.i32 8 @33:77
//|     v5: i32 = shl v3, v4 @33:77
//|     v6: i32 = int.i32 -65281 @33:77
//|     v7: i32 = and v0, v6 @33:77
//|     v8: i32 = or v7, v5 @33:77
//|     return v8 @33:82
//| }
//|
//| function %floats -> i32 {
//| block0(v0: f32):
//|     v1: i32 = bitcast.i32 v0 @36:46
//|     v2: i32 = int.i32 -2147483648 @36:55
//|     v3: i32 = xor v1, v2 @36:55
//|     v4: f32 = bitcast.f32 v3 @36:76
//|     v5: f32 = float.f32 0x40000000 @36:80 ; 2.0
//|     v6: f32 = fmul v4, v5 @36:80
//|     v7: i32 = bitcast.i32 v6 @36:74
//|     return v7 @36:85
//| }
//|
//| function %zeroed -> i32 {
//| block0(v0: i32):
//|     v1: i64 = int.i64 0 @39:34
//|     v2: i32 = sext16 v0 @39:59
//|     v3: i64 = sext32 v2 @39:59
//|     v4: i64 = add v1, v3 @39:56
//|     v5: f64 = int_to_float.f64 v4 @39:70
//|     v6: i32 = int.i32 0 @39:82
//|     v7: i32 = sext16 v0 @39:88
//|     v8: i32 = add v6, v7 @39:86
//|     v9: i64 = sext32 v8 @39:86
//|     v10: i64 = add v9, v4 @39:92
//|     v11: i32 = float_to_int.i32 v5 @39:105
//|     v12: i64 = sext32 v11 @39:105
//|     v13: i64 = add v10, v12 @39:98
//|     v14: i32 = wrap v13 @39:98
//|     return v14 @39:75
//| }
//|
//| function %copied -> i32 {
//| block0(v0: i32):
//|     v1: i64 = sext32 v0 @40:45
//|     v2: f64 = int_to_float.f64 v0 @40:48
//|     v3: i32 = sext8 v0 @40:72
//|     v4: i32 = int.i32 1 @40:72
//|     v5: i32 = add v3, v4 @40:72
//|     v6: i32 = sext8 v0 @40:83
//|     v7: i32 = sext16 v0 @40:89
//|     v8: i32 = add v6, v7 @40:87
//|     v9: i64 = sext32 v8 @40:87
//|     v10: i64 = add v9, v1 @40:93
//|     v11: i32 = float_to_int.i32 v2 @40:106
//|     v12: i64 = sext32 v11 @40:106
//|     v13: i64 = add v10, v12 @40:99
//|     v14: i32 = sext8 v5 @40:112
//|     v15: i64 = sext32 v14 @40:112
//|     v16: i64 = add v13, v15 @40:110
//|     v17: i32 = wrap v16 @40:110
//|     return v17 @40:76
//| }
//|
//| function %both -> i32 {
//| block0(v0: i32, v1: i32):
//|     branch v0, block1, block2 @42:45
//| block1:
//|     v2: i32 = int.i32 1 @42:63
//|     jump block3(v1, v2) @42:63
//| block2:
//|     v3: i32 = int.i32 3 @42:93
//|     v4: i32 = int.i32 4 @42:96
//|     jump block3(v3, v4) @42:77
//| block3(v5: i32, v6: i32):
//|     v7: i32 = add v5, v6 @42:111
//|     return v7 @42:100
//| }
//|
//| function %array -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 2 @43:44
//|     v2: i32 = add v0, v1 @43:44
//|     v3: i32 = int.i32 3 @43:51
//|     v4: i32 = add v0, v3 @43:51
//|     v5: i32 = int.i32 10 @43:92
//|     v6: i32 = mul v2, v5 @43:92
//|     v7: i32 = add v0, v6 @43:85
//|     v8: i32 = int.i32 100 @43:104
//|     v9: i32 = mul v4, v8 @43:104
//|     v10: i32 = add v7, v9 @43:97
//|     return v10 @43:73
//| }
//|
//| function %out -> i32 {
//| block0(v0: i32):
//|     v1: i32 = data_addr %global @46:35
//|     v2: i32 = load.i32 v1+4 @46:35
//|     store.i32 v1, v0 @46:61
//|     store.i32 v1+4, v2 @46:61
//|     v3: i32 = load.i32 v1 @46:73
//|     v4: i32 = load.i32 v1+4 @46:84
//|     v5: i32 = add v3, v4 @46:82
//|     return v5 @46:66
//| }
//|
//| function %test -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @47:60
//|     v2: i32 = add v0, v1 @47:60
//|     return v2 @47:50
//| }
//|
//| function %stays -> i32 {
//|     ss0 = stack 16 align 4
//| block0(v0: i32):
//|     v1: i32 = stack_addr ss0 @50:32
//|     v2: i32 = int.i32 1 @50:32
//|     store.i32 v1, v2 @50:32
//|     v3: i32 = int.i32 2 @50:35
//|     store.i32 v1+4, v3 @50:35
//|     v4: i32 = int.i32 3 @50:38
//|     store.i32 v1+8, v4 @50:38
//|     v5: i32 = int.i32 4 @50:41
//|     store.i32 v1+12, v5 @50:41
//|     v6: i32 = and v0, v4 @50:56
//|     v7: i32 = shl v6, v3 @50:52
//|     v8: i32 = add v1, v7 @50:52
//|     v9: i32 = load.i32 v8 @50:52
//|     return v9 @50:45
//| }
//|
//| function %volatiles -> i32 {
//|     ss0 = stack 4 align 4
//| block0(v0: i32):
//|     v1: i32 = stack_addr ss0 @51:37
//|     volatile store.i32 v1, v0 @51:37
//|     v2: i32 = volatile load.i32 v1 @51:51
//|     v3: i32 = volatile load.i32 v1 @51:55
//|     v4: i32 = add v2, v3 @51:53
//|     return v4 @51:44
//| }
//|
//| function %bits -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = int.i32 0
//|     v3: i32 = int.i32 7 @54:45
//|     v4: i32 = and v0, v3 @54:45
//|     v5: i32 = int.i32 0 @54:45
//|     v6: i32 = int.i32 -8 @54:45
//|     v7: i32 = and v5, v6 @54:45
//|     v8: i32 = or v7, v4 @54:45
//|     v9: i32 = int.i32 255 @54:45
//|     v10: i32 = and v8, v9 @54:45
//|     v11: i32 = int.i32 -256 @54:45
//|     v12: i32 = and v2, v11 @54:45
//|     v13: i32 = or v12, v10 @54:45
//|     v14: i32 = int.i32 3 @54:54
//|     v15: i32 = shl v1, v14 @54:54
//|     v16: i32 = int.i32 8184 @54:54
//|     v17: i32 = and v15, v16 @54:54
//|     v18: i32 = zext16 v13 @54:54
//|     v19: i32 = int.i32 -8185 @54:54
//|     v20: i32 = and v18, v19 @54:54
//|     v21: i32 = or v20, v17 @54:54
//|     v22: i32 = int.i32 65535 @54:54
//|     v23: i32 = and v21, v22 @54:54
//|     v24: i32 = int.i32 -65536 @54:54
//|     v25: i32 = and v13, v24 @54:54
//|     v26: i32 = or v25, v23 @54:54
//|     v27: i32 = int.i32 -253953 @54:63
//|     v28: i32 = and v26, v27 @54:63
//|     v29: i32 = int.i32 253952 @54:63
//|     v30: i32 = or v28, v29 @54:63
//|     v31: i32 = zext8 v30 @54:76
//|     v32: i32 = and v31, v3 @54:76
//|     v33: i32 = zext16 v30 @54:82
//|     v34: i32 = lshr v33, v14 @54:82
//|     v35: i32 = int.i32 1023 @54:82
//|     v36: i32 = and v34, v35 @54:82
//|     v37: i32 = int.i32 10 @54:86
//|     v38: i32 = mul v36, v37 @54:86
//|     v39: i32 = add v32, v38 @54:80
//|     v40: i32 = int.i32 14 @54:93
//|     v41: i32 = shl v30, v40 @54:93
//|     v42: i32 = int.i32 27 @54:93
//|     v43: i32 = ashr v41, v42 @54:93
//|     v44: i32 = add v39, v43 @54:91
//|     return v44 @54:69
//| }
//|
//| function %wide -> i64 {
//| block0(v0: i32):
//|     v1: i64 = sext32 v0 @57:47
//|     v2: i64 = int.i64 4294967298 @57:49
//|     v3: i64 = mul v1, v2 @57:49
//|     v4: i64 = int.i64 32 @57:77
//|     v5: i64 = lshr v3, v4 @57:77
//|     v6: i32 = wrap v5 @57:77
//|     v7: i32 = wrap v3 @57:74
//|     v8: i32 = add v7, v6 @57:74
//|     v9: i64 = zext32 v8 @57:74
//|     v10: i64 = int.i64 4294967295 @57:74
//|     v11: i64 = and v9, v10 @57:74
//|     v12: i64 = int.i64 -4294967296 @57:74
//|     v13: i64 = and v3, v12 @57:74
//|     v14: i64 = or v13, v11 @57:74
//|     v15: i32 = int.i32 7 @57:96
//|     v16: i64 = zext32 v15 @57:96
//|     v17: i64 = int.i64 4294967295 @57:96
//|     v18: i64 = and v16, v17 @57:96
//|     v19: i64 = int.i64 32 @57:96
//|     v20: i64 = shl v18, v19 @57:96
//|     v21: i64 = int.i64 4294967295 @57:96
//|     v22: i64 = and v14, v21 @57:96
//|     v23: i64 = or v22, v20 @57:96
//|     return v23 @57:101
//| }
//|
//| data %global {
//| }
//# run
//| address(5) = 6
//| by_struct(2, 3) = 32
//| loop(5) = 15
//| parts(0x12345678) = 9474
//| merge(0x11223344, 0xab) = 287484740
//| floats(2.5) = 3231711232
//| zeroed(4) = 12
//| copied(7) = 36
//| both(1, 2) = 3
//| both(0, 2) = 7
//| array(3) = 653
//| out(9) = 9
//| test(1) = 2
//| stays(2) = 3
//| volatiles(3) = 6
//| bits(5, 9) = 94
//| wide(3) = 30064771081
