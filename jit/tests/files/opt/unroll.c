// test opt simplify rotate gvn ifconvert licm unroll gvn simplify dce
// call weigh(1, 2)
// call nest(3)
// call down(2)
// call last(5)
// call stays(3)
// test run

static int table[8] = {5, 1, 4, 1, 5, 9, 2, 6};

int weigh(int a, int b)
{
    int i, s = a;

    for (i = 0; i < 4; i++)
        s = s * b + table[i];
    return s;
}

/* Both loops. */
int nest(int x)
{
    int i, j, s = 0;

    for (i = 0; i < 3; i++)
        for (j = 0; j < 2; j++)
            s += table[i * 2 + j] * x;
    return s;
}

int down(int x)
{
    int i = 6;

    do {
        x = x * 2 + i;
        i -= 2;
    } while (i);
    return x;
}

/* What the loop leaves is that of its last turn. */
int last(int x)
{
    int i, before = 0;

    for (i = 1; i <= 3; i++) {
        before = x;
        x = x * i + 1;
    }
    return before * 100 + x * 10 + i;
}

/* Too many turns; and how many is not known. */
int stays(int n)
{
    int i, s = 0;

    for (i = 0; i < 100; i++)
        s += i * i;
    for (i = 0; i < n; i++)
        s += table[i];
    return s;
}
//# opt simplify rotate gvn ifconvert licm unroll gvn simplify dce
//| module "unroll.c"
//| file "unroll.c"
//| local data %table size 32 align 4 @9:12
//| export function %weigh(i32, i32) -> i32 @11:5
//| export function %nest(i32) -> i32 @21:5
//| export function %down(i32) -> i32 @31:5
//| export function %last(i32) -> i32 @43:5
//| export function %stays(i32) -> i32 @55:5
//|
//| function %weigh -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = data_addr %table @16:21
//|     v3: i32 = mul v0, v1 @16:15
//|     v4: i32 = load.i32 v2 @16:21
//|     v5: i32 = add v3, v4 @16:19
//|     v6: i32 = mul v5, v1 @16:15
//|     v7: i32 = load.i32 v2+4 @16:21
//|     v8: i32 = add v6, v7 @16:19
//|     v9: i32 = mul v8, v1 @16:15
//|     v10: i32 = load.i32 v2+8 @16:21
//|     v11: i32 = add v9, v10 @16:19
//|     v12: i32 = mul v11, v1 @16:15
//|     v13: i32 = load.i32 v2+12 @16:21
//|     v14: i32 = add v12, v13 @16:19
//|     return v14 @17:5
//| }
//|
//| function %nest -> i32 {
//| block0(v0: i32):
//|     v1: i32 = data_addr %table @27:18
//|     v2: i32 = load.i32 v1 @27:18
//|     v3: i32 = mul v2, v0 @27:35
//|     v4: i32 = load.i32 v1+4 @27:18
//|     v5: i32 = mul v4, v0 @27:35
//|     v6: i32 = add v3, v5 @27:15
//|     v7: i32 = load.i32 v1+8 @27:18
//|     v8: i32 = mul v7, v0 @27:35
//|     v9: i32 = add v6, v8 @27:15
//|     v10: i32 = load.i32 v1+12 @27:18
//|     v11: i32 = mul v10, v0 @27:35
//|     v12: i32 = add v9, v11 @27:15
//|     v13: i32 = load.i32 v1+16 @27:18
//|     v14: i32 = mul v13, v0 @27:35
//|     v15: i32 = add v12, v14 @27:15
//|     v16: i32 = load.i32 v1+20 @27:18
//|     v17: i32 = mul v16, v0 @27:35
//|     v18: i32 = add v15, v17 @27:15
//|     return v18 @28:5
//| }
//|
//| function %down -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 6 @35:5
//|     v2: i32 = int.i32 1 @36:15
//|     v3: i32 = int.i32 -2 @37:11
//|     jump block1(v1, v0) @35:5
//| block1(v4: i32, v5: i32):
//|     v6: i32 = shl v5, v2 @36:15
//|     v7: i32 = add v6, v4 @36:19
//|     v8: i32 = add v4, v3 @37:11
//|     branch v8, block1(v8, v7), block2 @38:14
//| block2:
//|     return v7 @39:5
//| }
//|
//| function %last -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @47:5
//|     v2: i32 = int.i32 3 @47:19
//|     v3: i32 = int.i32 100 @51:19
//|     v4: i32 = int.i32 10 @51:29
//|     v5: i32 = int.i32 4 @47:26
//|     v6: i32 = add v0, v1 @49:19
//|     v7: i32 = shl v6, v1 @49:15
//|     v8: i32 = add v7, v1 @49:19
//|     v9: i32 = mul v8, v2 @49:15
//|     v10: i32 = add v9, v1 @49:19
//|     v11: i32 = mul v8, v3 @51:19
//|     v12: i32 = mul v10, v4 @51:29
//|     v13: i32 = add v11, v12 @51:25
//|     v14: i32 = add v13, v5 @51:34
//|     return v14 @51:5
//| }
//|
//| function %stays -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @59:5
//|     v2: i32 = int.i32 100 @59:19
//|     v3: i32 = int.i32 1 @59:19
//|     v4: i32 = int.i32 2 @62:14
//|     v5: i32 = data_addr %table @62:14
//|     jump block4(v1, v1) @59:19
//| block1:
//|     jump block2(v18, v1) @61:19
//| block2(v6: i32, v7: i32):
//|     v8: i32 = shl v7, v4 @62:14
//|     v9: i32 = add v5, v8 @62:14
//|     v10: i32 = load.i32 v9 @62:14
//|     v11: i32 = add v6, v10 @62:11
//|     v12: i32 = add v7, v3 @61:25
//|     v13: i32 = icmp.slt v12, v0 @61:19
//|     branch v13, block2(v11, v12), block3(v11) @61:19
//| block3(v14: i32):
//|     return v14 @63:5
//| block4(v15: i32, v16: i32):
//|     v17: i32 = mul v16, v16 @60:16
//|     v18: i32 = add v15, v17 @60:11
//|     v19: i32 = add v16, v3 @59:27
//|     v20: i32 = icmp.slt v19, v2 @59:19
//|     branch v20, block4(v18, v19), block5 @59:19
//| block5:
//|     v21: i32 = icmp.sgt v0, v1 @61:19
//|     branch v21, block1, block3(v18) @61:19
//| }
//|
//| data %table {
//|     x"0500000001000000040000000100000005000000090000000200000006"
//| }
//# run
//| weigh(1, 2) = 69
//| nest(3) = 75
//| down(2) = 50
//| last(5) = 1704
//| stays(3) = 328360
