// What is inlined and what is not.
// test opt inline simplify dce
// test run
// call small(5)
// call once(4)
// call exported(3)
// call wanted(3)
// call recursive(6)
// call even(7)
// call through(5)
// call by_struct(2, 3)
// call variadic(3)
// call narrow(200, 70000)
// call loops(10)
// call no(1)
// call vla(3)
// call never_returns(0)
// call twice(3)
static int square(int x) { return x * x; }
int small(int x) { return square(x) + square(x + 1); }

static int large(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        if (i & 1) sum += i * n; else sum -= i / (n + 1);
    return sum;
}
int once(int n) { return large(n) + 1; }

// Somebody may replace `visible`.
int visible(int x) { return x + 1; }
int exported(int x) { return visible(x); }
extern inline int offered(int x) { return x + 2; }
int wanted(int x) { return offered(x); }

static int factorial(int n) { return n < 2 ? 1 : n * factorial(n - 1); }
int recursive(int n) { return factorial(n); }

static int odd(int n);
int even(int n) { return n == 0 ? 1 : odd(n - 1); }
static int odd(int n) { return n == 0 ? 0 : even(n - 1); }

static int apply(int (*f)(int), int x) { return f(f(x)); }
static int triple(int x) { return 3 * x; }
int through(int x) { return apply(triple, x); }

struct pair { int a, b; };
static struct pair swap(struct pair p) { struct pair q = {p.b, p.a}; return q; }
int by_struct(int a, int b) { struct pair p = {a, b}; p = swap(p); return p.a * 10 + p.b; }

static int sum(int n, ...)
{
    __builtin_va_list list;
    int sum = 0;
    __builtin_va_start(list, n);
    while (n--) sum += __builtin_va_arg(list, int);
    __builtin_va_end(list);
    return sum;
}
int variadic(int n) { return sum(3, n, 2 * n, 3 * n); }

static unsigned char low(unsigned char a, short b) { return a + b; }
int narrow(int a, int b) { return low(a, b); }

static inline int step(int x) { if (x & 1) return 3 * x + 1; return x / 2; }
int loops(int n) { int count = 0; while (n != 1) { n = step(n); count++; } return count; }

__attribute__((noinline)) static int apart(int x) { return x + 1; }
int no(int x) { return apart(x); }

static int array(int n) { int a[n]; for (int i = 0; i < n; i++) a[i] = i; return a[n - 1]; }
int vla(int n) { return array(n); }

static int trap(void) { __builtin_trap(); }
int never_returns(int x) { if (x) return trap(); return 1; }

static int buffer(int x) { char b[100]; for (int i = 0; i < 100; i++) b[i] = x + i; return b[x & 63]; }
int twice(int x) { return buffer(x) + buffer(x + 1); }

static int unused(int x) { return unused(x - 1); }
//# opt inline simplify dce
//| module "inline.c"
//| file "inline.c"
//| local function %square(i32) -> i32 @19:12
//| export function %small(i32) -> i32 @20:5
//| local function %large(i32) -> i32 @22:12
//| export function %once(i32) -> i32 @29:5
//| export function %visible(i32) -> i32 @32:5
//| export function %exported(i32) -> i32 @33:5
//| export function %offered(i32) -> i32 @34:19
//| export function %wanted(i32) -> i32 @35:5
//| local function %factorial(i32) -> i32 @37:12
//| export function %recursive(i32) -> i32 @38:5
//| local function %odd(i32) -> i32 @42:12
//| export function %even(i32) -> i32 @41:5
//| local function %apply(ptr, i32) -> i32 @44:12
//| local function %triple(i32) -> i32 @45:12
//| export function %through(i32) -> i32 @46:5
//| local function %swap(ptr, ptr) @49:20
//| export function %by_struct(i32, i32) -> i32 @50:5
//| local function %sum(i32, ...) -> i32 @52:12
//| export function %variadic(i32) -> i32 @61:5
//| local function %low(u8, i16) -> u8 @63:22
//| export function %narrow(i32, i32) -> i32 @64:5
//| local function %step(i32) -> i32 @66:19
//| export function %loops(i32) -> i32 @67:5
//| local function %apart(i32) -> i32 @69:38
//| export function %no(i32) -> i32 @70:5
//| local function %array(i32) -> i32 @72:12
//| export function %vla(i32) -> i32 @73:5
//| local function %trap() -> i32 @75:12
//| export function %never_returns(i32) -> i32 @76:5
//| local function %buffer(i32) -> i32 @78:12
//| export function %twice(i32) -> i32 @79:5
//| local function %unused(i32) -> i32 @81:12
//|
//| function %small -> i32 {
//| block0(v0: i32):
//|     v1: i32 = mul v0, v0 @19:37
//|     v2: i32 = int.i32 1 @20:48
//|     v3: i32 = add v0, v2 @20:48
//|     v4: i32 = mul v3, v3 @19:37
//|     v5: i32 = add v1, v4 @20:37
//|     return v5 @20:20
//| }
//|
//| function %once -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @25:5
//|     jump block1(v1, v1) @25:5
//| block1(v2: i32, v3: i32):
//|     v4: i32 = icmp.slt v3, v0 @25:23
//|     branch v4, block2, block6 @25:23
//| block2:
//|     v5: i32 = int.i32 1 @26:15
//|     v6: i32 = and v3, v5 @26:15
//|     branch v6, block3, block4 @26:15
//| block3:
//|     v7: i32 = mul v3, v0 @26:29
//|     v8: i32 = add v2, v7 @26:24
//|     jump block5(v8) @26:24
//| block4:
//|     v9: i32 = int.i32 1 @26:53
//|     v10: i32 = add v0, v9 @26:53
//|     v11: i32 = sdiv v3, v10 @26:48
//|     v12: i32 = sub v2, v11 @26:43
//|     jump block5(v12) @26:43
//| block5(v13: i32):
//|     v14: i32 = int.i32 1 @25:29
//|     v15: i32 = add v3, v14 @25:29
//|     jump block1(v13, v15) @25:29
//| block6:
//|     v16: i32 = int.i32 1 @29:35
//|     v17: i32 = add v2, v16 @29:35
//|     return v17 @29:19
//| }
//|
//| function %visible -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @32:31
//|     v2: i32 = add v0, v1 @32:31
//|     return v2 @32:22
//| }
//|
//| function %exported -> i32 {
//| block0(v0: i32):
//|     v1: i32 = call %visible(v0) @33:30
//|     return v1 @33:23
//| }
//|
//| function %offered inline -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 2 @34:45
//|     v2: i32 = add v0, v1 @34:45
//|     return v2 @34:36
//| }
//|
//| function %wanted -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 2 @34:45
//|     v2: i32 = add v0, v1 @34:45
//|     return v2 @35:21
//| }
//|
//| function %factorial -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 2 @37:40
//|     v2: i32 = icmp.slt v0, v1 @37:40
//|     branch v2, block1, block2 @37:40
//| block1:
//|     v3: i32 = int.i32 1 @37:40
//|     jump block3(v3) @37:40
//| block2:
//|     v4: i32 = int.i32 -1 @37:66
//|     v5: i32 = add v0, v4 @37:66
//|     v6: i32 = call %factorial(v5) @37:54
//|     v7: i32 = mul v0, v6 @37:52
//|     jump block3(v7) @37:52
//| block3(v8: i32):
//|     return v8 @37:31
//| }
//|
//| function %recursive -> i32 {
//| block0(v0: i32):
//|     v1: i32 = call %factorial(v0) @38:31
//|     return v1 @38:24
//| }
//|
//| function %even -> i32 {
//| block0(v0: i32):
//|     branch v0, block2, block1 @41:28
//| block1:
//|     v1: i32 = int.i32 1 @41:28
//|     jump block3(v1) @41:28
//| block2:
//|     v2: i32 = int.i32 -1 @41:45
//|     v3: i32 = add v0, v2 @41:45
//|     v4: i32 = call %odd(v3) @41:39
//|     jump block3(v4) @41:39
//| block3(v5: i32):
//|     return v5 @41:19
//| }
//|
//| function %odd -> i32 {
//| block0(v0: i32):
//|     branch v0, block2, block1 @42:34
//| block1:
//|     v1: i32 = int.i32 0 @42:34
//|     jump block3(v1) @42:34
//| block2:
//|     v2: i32 = int.i32 -1 @42:52
//|     v3: i32 = add v0, v2 @42:52
//|     v4: i32 = call %even(v3) @42:45
//|     jump block3(v4) @42:45
//| block3(v5: i32):
//|     return v5 @42:25
//| }
//|
//| function %triple -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 3 @45:37
//|     v2: i32 = mul v0, v1 @45:37
//|     return v2 @45:28
//| }
//|
//| function %through -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 3 @45:37
//|     v2: i32 = mul v0, v1 @45:37
//|     v3: i32 = int.i32 3 @45:37
//|     v4: i32 = mul v2, v3 @45:37
//|     return v4 @46:22
//| }
//|
//| function %by_struct -> i32 {
//|     ss0 = stack 8 align 4
//|     ss1 = stack 8 align 8
//|     ss2 = stack 8 align 4
//| block0(v0: i32, v1: i32):
//|     v2: i32 = stack_addr ss0 @50:48
//|     store.i32 v2, v0 @50:48
//|     store.i32 v2+4, v1 @50:51
//|     v3: i32 = stack_addr ss1 @50:59
//|     copy v3, v2, 8 @50:59
//|     v4: i32 = load.i32 v3+4 @49:59
//|     v5: i32 = stack_addr ss2 @49:59
//|     store.i32 v5, v4 @49:59
//|     v6: i32 = load.i32 v3 @49:64
//|     store.i32 v5+4, v6 @49:64
//|     copy v2, v5, 8 @49:70
//|     v7: i32 = load.i32 v2 @50:75
//|     v8: i32 = int.i32 10 @50:79
//|     v9: i32 = mul v7, v8 @50:79
//|     v10: i32 = load.i32 v2+4 @50:86
//|     v11: i32 = add v9, v10 @50:84
//|     return v11 @50:68
//| }
//|
//| function %variadic -> i32 {
//|     ss0 = stack 24 align 8
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @61:42
//|     v2: i32 = shl v0, v1 @61:42
//|     v3: i32 = int.i32 3 @61:49
//|     v4: i32 = mul v0, v3 @61:49
//|     v5: i32 = stack_addr ss0 @61:30
//|     store.i32 v5, v0 @61:30
//|     store.i32 v5+8, v2 @61:30
//|     store.i32 v5+16, v4 @61:30
//|     v6: i32 = int.i32 0 @57:5
//|     jump block1(v6, v5, v3) @57:5
//| block1(v7: i32, v8: i32, v9: i32):
//|     v10: i32 = int.i32 -1 @57:13
//|     v11: i32 = add v9, v10 @57:13
//|     branch v9, block2, block3 @57:13
//| block2:
//|     v12: i32 = int.i32 8 @57:24
//|     v13: i32 = add v8, v12 @57:24
//|     v14: i32 = load.i32 v8 @57:24
//|     v15: i32 = add v7, v14 @57:21
//|     jump block1(v15, v13, v11) @57:21
//| block3:
//|     return v7 @61:23
//| }
//|
//| function %narrow -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = zext8 v0 @64:39
//|     v3: i32 = sext16 v1 @64:42
//|     v4: i32 = zext8 v2 @63:22
//|     v5: i32 = sext16 v3 @63:22
//|     v6: i32 = add v4, v5 @63:63
//|     v7: i32 = zext8 v6 @63:63
//|     v8: i32 = zext8 v7 @64:35
//|     return v8 @64:28
//| }
//|
//| function %loops -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @67:35
//|     jump block1(v1, v0) @67:35
//| block1(v2: i32, v3: i32):
//|     v4: i32 = int.i32 1 @67:44
//|     v5: i32 = icmp.ne v3, v4 @67:44
//|     branch v5, block2, block6 @67:44
//| block2:
//|     v6: i32 = int.i32 1 @66:39
//|     v7: i32 = and v3, v6 @66:39
//|     branch v7, block3, block4 @66:39
//| block3:
//|     v8: i32 = int.i32 3 @66:53
//|     v9: i32 = mul v3, v8 @66:53
//|     v10: i32 = int.i32 1 @66:57
//|     v11: i32 = add v9, v10 @66:57
//|     jump block5(v11) @66:44
//| block4:
//|     v12: i32 = int.i32 2 @66:71
//|     v13: i32 = sdiv v3, v12 @66:71
//|     jump block5(v13) @66:62
//| block5(v14: i32):
//|     v15: i32 = int.i32 1 @67:70
//|     v16: i32 = add v2, v15 @67:70
//|     jump block1(v16, v14) @67:70
//| block6:
//|     return v2 @67:76
//| }
//|
//| function %apart noinline -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @69:62
//|     v2: i32 = add v0, v1 @69:62
//|     return v2 @69:53
//| }
//|
//| function %no -> i32 {
//| block0(v0: i32):
//|     v1: i32 = call %apart(v0) @70:24
//|     return v1 @70:17
//| }
//|
//| function %array -> i32 {
//| block0(v0: i32):
//|     v1: i64 = zext32 v0 @72:34
//|     v2: i64 = int.i64 2 @72:34
//|     v3: i64 = shl v1, v2 @72:34
//|     v4: i32 = wrap v3 @72:34
//|     v5: i64 = int.i64 2147483647 @72:34
//|     v6: i32 = icmp.ugt v3, v5 @72:34
//|     v7: i32 = neg v6 @72:34
//|     v8: i32 = or v4, v7 @72:34
//|     v9: i32 = stack_alloc v8 @72:31
//|     v10: i32 = int.i32 0 @72:37
//|     jump block1(v10) @72:37
//| block1(v11: i32):
//|     v12: i32 = icmp.slt v11, v0 @72:55
//|     branch v12, block2, block3 @72:55
//| block2:
//|     v13: i32 = int.i32 2 @72:65
//|     v14: i32 = shl v11, v13 @72:65
//|     v15: i32 = add v9, v14 @72:65
//|     store.i32 v15, v11 @72:70
//|     v16: i32 = int.i32 1 @72:61
//|     v17: i32 = add v11, v16 @72:61
//|     jump block1(v17) @72:61
//| block3:
//|     v18: i32 = int.i32 2 @72:82
//|     v19: i32 = shl v0, v18 @72:82
//|     v20: i32 = add v9, v19 @72:82
//|     v21: i32 = load.i32 v20-4 @72:82
//|     return v21 @72:75
//| }
//|
//| function %vla -> i32 {
//| block0(v0: i32):
//|     v1: i32 = call %array(v0) @73:25
//|     return v1 @73:18
//| }
//|
//| function %never_returns -> i32 {
//| block0(v0: i32):
//|     branch v0, block1, block2 @76:32
//| block1:
//|     trap unreachable @75:25
//| block2:
//|     v1: i32 = int.i32 1 @76:50
//|     return v1 @76:50
//| }
//|
//| function %twice -> i32 {
//|     ss0 = stack 100 align 1
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @78:41
//|     jump block1(v1) @78:41
//| block1(v2: i32):
//|     v3: i32 = int.i32 100 @78:59
//|     v4: i32 = icmp.slt v2, v3 @78:59
//|     branch v4, block2, block3 @78:59
//| block2:
//|     v5: i32 = stack_addr ss0 @78:71
//|     v6: i32 = add v5, v2 @78:71
//|     v7: i32 = add v0, v2 @78:80
//|     store.s8 v6, v7 @78:76
//|     v8: i32 = int.i32 1 @78:67
//|     v9: i32 = add v2, v8 @78:67
//|     jump block1(v9) @78:67
//| block3:
//|     v10: i32 = int.i32 63 @78:96
//|     v11: i32 = and v0, v10 @78:96
//|     v12: i32 = stack_addr ss0 @78:92
//|     v13: i32 = add v12, v11 @78:92
//|     v14: i32 = load.s8 v13 @78:92
//|     v15: i32 = int.i32 1 @79:48
//|     v16: i32 = add v0, v15 @79:48
//|     v17: i32 = int.i32 0 @78:41
//|     jump block4(v17) @78:41
//| block4(v18: i32):
//|     v19: i32 = int.i32 100 @78:59
//|     v20: i32 = icmp.slt v18, v19 @78:59
//|     branch v20, block5, block6 @78:59
//| block5:
//|     v21: i32 = stack_addr ss0 @78:71
//|     v22: i32 = add v21, v18 @78:71
//|     v23: i32 = add v16, v18 @78:80
//|     store.s8 v22, v23 @78:76
//|     v24: i32 = int.i32 1 @78:67
//|     v25: i32 = add v18, v24 @78:67
//|     jump block4(v25) @78:67
//| block6:
//|     v26: i32 = int.i32 63 @78:96
//|     v27: i32 = and v16, v26 @78:96
//|     v28: i32 = stack_addr ss0 @78:92
//|     v29: i32 = add v28, v27 @78:92
//|     v30: i32 = load.s8 v29 @78:92
//|     v31: i32 = add v14, v30 @79:37
//|     return v31 @79:20
//| }
//# run
//| small(5) = 61
//| once(4) = 17
//| exported(3) = 4
//| wanted(3) = 5
//| recursive(6) = 720
//| even(7) = 0
//| through(5) = 45
//| by_struct(2, 3) = 32
//| variadic(3) = 18
//| narrow(200, 70000) = 56
//| loops(10) = 6
//| no(1) = 2
//| vla(3) = 2
//| never_returns(0) = 1
//| twice(3) = 14
