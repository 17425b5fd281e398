// test opt simplify rotate gvn ifconvert licm carry gvn simplify dce
// call total(5)
// call prefix(6)
// call apart(4)
// call overlap(4)
// call skip(5)
// call divides(3)
// call first(0)
// test run

static int table[8] = {5, 1, 4, 1, 5, 9, 2, 6};
static int sum, other[8];
static double mean;

/* In registers: `sum` and `mean`. */
int total(int n)
{
    int i;

    sum = 1;
    for (i = 0; i < n; i++) {
        sum = sum * 3 + table[i];
        mean += table[i];
    }
    return sum + (int)mean;
}

/* The load finds what was stored in the turn before. */
int prefix(int n)
{
    int i, h = 0;

    for (i = 1; i <= n; i++)
        other[i] = other[i - 1] * 2 + table[i];
    for (i = 0; i < 8; i++)
        h = h * 31 + other[i];
    return h;
}

/* What a pointer points to may be the variable. */
int adds(int *p, int *q, int n)
{
    int i;

    for (i = 0; i < n; i++)
        *p += q[i];
    return *p;
}

int apart(int n)
{
    return adds(&sum, table, n) + adds(&other[2], other, n);
}

/* Another store in between. */
int overlap(int n)
{
    int i, *p = other;

    for (i = 1; i < n; i++) {
        other[i] = other[i - 1] + i;
        p[n - i] += 3;
    }
    return other[1] + other[2] * 10 + other[3] * 100;
}

/* Two turns apart, and backwards. */
int skip(int n)
{
    int i;

    for (i = 2; i < 8; i++)
        other[i] = other[i - 2] + n;
    for (i = 6; i >= 0; i--)
        other[i] = other[i + 1] * 2 - i;
    return other[0] * 7 + other[3];
}

/* Whoever sees the trap sees what was stored before it. */
int divides(int n)
{
    int i;

    for (i = 1; i <= n; i++)
        sum += 100 / i;
    return sum;
}

int first(int n)
{
    return total(n) + prefix(n);
}
//# opt simplify rotate gvn ifconvert licm carry gvn simplify dce
//| module "carry.c"
//| file "carry.c"
//| local data %table size 32 align 4 @11:12
//| local data %sum size 4 align 4 @12:12
//| local data %mean size 8 align 8 @13:15
//| export function %total(i32) -> i32 @16:5
//| local data %other size 32 align 4 @12:17
//| export function %prefix(i32) -> i32 @29:5
//| export function %adds(ptr, ptr, i32) -> i32 @41:5
//| export function %apart(i32) -> i32 @50:5
//| export function %overlap(i32) -> i32 @56:5
//| export function %skip(i32) -> i32 @68:5
//| export function %divides(i32) -> i32 @80:5
//| export function %first(i32) -> i32 @89:5
//|
//| function %total -> i32 {
//| block0(v0: i32):
//|     v1: i32 = data_addr %sum @20:9
//|     v2: i32 = int.i32 1 @20:9
//|     v3: i32 = int.i32 0 @21:5
//|     v4: i32 = int.i32 3 @22:19
//|     v5: i32 = int.i32 2 @22:25
//|     v6: i32 = data_addr %table @22:25
//|     v7: i32 = data_addr %mean @23:14
//|     store.i32 v1, v2 @20:9
//|     v8: i32 = icmp.sgt v0, v3 @21:19
//|     branch v8, block1, block3 @21:19
//| block1:
//|     v9: f64 = load.f64 v7 @23:14
//|     jump block2(v3, v2, v9) @21:19
//| block2(v10: i32, v11: i32, v12: f64):
//|     v13: i32 = mul v11, v4 @22:19
//|     v14: i32 = shl v10, v5 @22:25
//|     v15: i32 = add v6, v14 @22:25
//|     v16: i32 = load.i32 v15 @22:25
//|     v17: i32 = add v13, v16 @22:23
//|     v18: f64 = int_to_float.f64 v16 @23:17
//|     v19: f64 = fadd v12, v18 @23:14
//|     v20: i32 = add v10, v2 @21:25
//|     v21: i32 = icmp.slt v20, v0 @21:19
//|     branch v21, block2(v20, v17, v19), block4 @21:19
//| block3:
//|     v22: i32 = load.i32 v1 @25:12
//|     v23: f64 = load.f64 v7 @25:23
//|     v24: i32 = float_to_int.i32 v23 @25:23
//|     v25: i32 = add v22, v24 @25:16
//|     return v25 @25:5
//| block4:
//|     store.f64 v7, v19 @23:14
//|     store.i32 v1, v17 @22:13
//|     jump block3 @21:19
//| }
//|
//| function %prefix -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @33:5
//|     v2: i32 = int.i32 2 @34:9
//|     v3: i32 = data_addr %other @34:9
//|     v4: i32 = data_addr %table @34:39
//|     v5: i32 = int.i32 0 @35:5
//|     v6: i32 = int.i32 8 @35:19
//|     v7: i32 = int.i32 31 @36:15
//|     v8: i32 = icmp.sge v0, v1 @33:19
//|     branch v8, block3, block5 @33:19
//| block1(v9: i32, v10: i32):
//|     v11: i32 = mul v9, v7 @36:15
//|     v12: i32 = shl v10, v2 @36:22
//|     v13: i32 = add v3, v12 @36:22
//|     v14: i32 = load.i32 v13 @36:22
//|     v15: i32 = add v11, v14 @36:20
//|     v16: i32 = add v10, v1 @35:25
//|     v17: i32 = icmp.slt v16, v6 @35:19
//|     branch v17, block1(v15, v16), block2 @35:19
//| block2:
//|     return v15 @37:5
//| block3:
//|     v18: i32 = load.i32 v3 @34:20
//|     jump block4(v1, v18) @33:19
//| block4(v19: i32, v20: i32):
//|     v21: i32 = shl v19, v2 @34:9
//|     v22: i32 = add v3, v21 @34:9
//|     v23: i32 = shl v20, v1 @34:33
//|     v24: i32 = add v4, v21 @34:39
//|     v25: i32 = load.i32 v24 @34:39
//|     v26: i32 = add v23, v25 @34:37
//|     store.i32 v22, v26 @34:18
//|     v27: i32 = add v19, v1 @33:26
//|     v28: i32 = icmp.sle v27, v0 @33:19
//|     branch v28, block4(v27, v26), block5 @33:19
//| block5:
//|     jump block1(v5, v5) @35:19
//| }
//|
//| function %adds -> i32 {
//| block0(v0: i32, v1: i32, v2: i32):
//|     v3: i32 = int.i32 0 @45:5
//|     v4: i32 = int.i32 2 @46:15
//|     v5: i32 = int.i32 1 @45:25
//|     v6: i32 = icmp.sgt v2, v3 @45:19
//|     branch v6, block1, block3 @45:19
//| block1:
//|     jump block2(v3) @45:19
//| block2(v7: i32):
//|     v8: i32 = shl v7, v4 @46:15
//|     v9: i32 = add v1, v8 @46:15
//|     v10: i32 = load.i32 v9 @46:15
//|     v11: i32 = load.i32 v0 @46:12
//|     v12: i32 = add v11, v10 @46:12
//|     store.i32 v0, v12 @46:12
//|     v13: i32 = add v7, v5 @45:25
//|     v14: i32 = icmp.slt v13, v2 @45:19
//|     branch v14, block2(v13), block3 @45:19
//| block3:
//|     v15: i32 = load.i32 v0 @47:12
//|     return v15 @47:5
//| }
//|
//| function %apart -> i32 {
//| block0(v0: i32):
//|     v1: i32 = data_addr %sum @52:12
//|     v2: i32 = data_addr %table @52:12
//|     v3: i32 = data_addr %other+8 @52:35
//|     v4: i32 = data_addr %other @52:35
//|     v5: i32 = call %adds(v1, v2, v0) @52:12
//|     v6: i32 = call %adds(v3, v4, v0) @52:35
//|     v7: i32 = add v5, v6 @52:33
//|     return v7 @52:5
//| }
//|
//| function %overlap -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @60:5
//|     v2: i32 = int.i32 2 @61:9
//|     v3: i32 = data_addr %other @61:9
//|     v4: i32 = int.i32 3 @62:18
//|     v5: i32 = int.i32 10 @64:32
//|     v6: i32 = int.i32 100 @64:48
//|     v7: i32 = icmp.sgt v0, v1 @60:19
//|     branch v7, block1, block3 @60:19
//| block1:
//|     jump block2(v1) @60:19
//| block2(v8: i32):
//|     v9: i32 = shl v8, v2 @61:9
//|     v10: i32 = add v3, v9 @61:9
//|     v11: i32 = load.i32 v10-4 @61:20
//|     v12: i32 = add v11, v8 @61:33
//|     store.i32 v10, v12 @61:18
//|     v13: i32 = sub v0, v8 @62:13
//|     v14: i32 = shl v13, v2 @62:9
//|     v15: i32 = add v3, v14 @62:9
//|     v16: i32 = load.i32 v15 @62:18
//|     v17: i32 = add v16, v4 @62:18
//|     store.i32 v15, v17 @62:18
//|     v18: i32 = add v8, v1 @60:25
//|     v19: i32 = icmp.slt v18, v0 @60:19
//|     branch v19, block2(v18), block3 @60:19
//| block3:
//|     v20: i32 = load.i32 v3+4 @64:12
//|     v21: i32 = load.i32 v3+8 @64:23
//|     v22: i32 = mul v21, v5 @64:32
//|     v23: i32 = add v20, v22 @64:21
//|     v24: i32 = load.i32 v3+12 @64:39
//|     v25: i32 = mul v24, v6 @64:48
//|     v26: i32 = add v23, v25 @64:37
//|     return v26 @64:5
//| }
//|
//| function %skip -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 2 @72:5
//|     v2: i32 = int.i32 8 @72:19
//|     v3: i32 = int.i32 1 @72:19
//|     v4: i32 = data_addr %other @73:9
//|     v5: i32 = int.i32 6 @74:5
//|     v6: i32 = int.i32 0 @74:19
//|     v7: i32 = int.i32 -1 @74:26
//|     v8: i32 = int.i32 7 @76:21
//|     jump block3(v1) @72:19
//| block1(v9: i32, v10: i32):
//|     v11: i32 = shl v9, v1 @75:9
//|     v12: i32 = add v4, v11 @75:9
//|     v13: i32 = shl v10, v3 @75:33
//|     v14: i32 = sub v13, v9 @75:37
//|     store.i32 v12, v14 @75:18
//|     v15: i32 = add v9, v7 @74:26
//|     v16: i32 = icmp.sge v15, v6 @74:19
//|     branch v16, block1(v15, v14), block2 @74:19
//| block2:
//|     v17: i32 = load.i32 v4 @76:12
//|     v18: i32 = mul v17, v8 @76:21
//|     v19: i32 = load.i32 v4+12 @76:27
//|     v20: i32 = add v18, v19 @76:25
//|     return v20 @76:5
//| block3(v21: i32):
//|     v22: i32 = shl v21, v1 @73:9
//|     v23: i32 = add v4, v22 @73:9
//|     v24: i32 = load.i32 v23-8 @73:20
//|     v25: i32 = add v24, v0 @73:33
//|     store.i32 v23, v25 @73:18
//|     v26: i32 = add v21, v3 @72:25
//|     v27: i32 = icmp.slt v26, v2 @72:19
//|     branch v27, block3(v26), block4 @72:19
//| block4:
//|     v28: i32 = load.i32 v4+28 @75:20
//|     jump block1(v5, v28) @74:19
//| }
//|
//| function %divides -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @84:5
//|     v2: i32 = int.i32 100 @85:20
//|     v3: i32 = data_addr %sum @85:13
//|     v4: i32 = icmp.sge v0, v1 @84:19
//|     branch v4, block1, block3 @84:19
//| block1:
//|     jump block2(v1) @84:19
//| block2(v5: i32):
//|     v6: i32 = sdiv v2, v5 @85:20
//|     v7: i32 = load.i32 v3 @85:13
//|     v8: i32 = add v7, v6 @85:13
//|     store.i32 v3, v8 @85:13
//|     v9: i32 = add v5, v1 @84:26
//|     v10: i32 = icmp.sle v9, v0 @84:19
//|     branch v10, block2(v9), block3 @84:19
//| block3:
//|     v11: i32 = load.i32 v3 @86:12
//|     return v11 @86:5
//| }
//|
//| function %first -> i32 {
//| block0(v0: i32):
//|     v1: i32 = call %total(v0) @91:12
//|     v2: i32 = call %prefix(v0) @91:23
//|     v3: i32 = add v1, v2 @91:21
//|     return v3 @91:5
//| }
//|
//| data %table {
//|     x"0500000001000000040000000100000005000000090000000200000006"
//| }
//|
//| data %sum {
//| }
//|
//| data %other {
//| }
//|
//| data %mean {
//| }
//# run
//| total(5) = 735
//| prefix(6) = 1072280576
//| apart(4) = 757
//| overlap(4) = 964
//| skip(5) = 12755
//| divides(3) = 913
//| first(0) = 1383291375
