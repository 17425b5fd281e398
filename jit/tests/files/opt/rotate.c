// test opt rotate simplify gvn dce
// call sum(4)
// call find(3)
// call find(9)
// call nest(3, 4)
// call words(5)
// test run

static int table[8] = {5, 1, 4, 1, 5, 9, 2, 6};

int sum(int n)
{
    int i, s = 0;

    for (i = 0; i < n; i++)
        s += table[i];
    return s;
}

/* A way out in the middle: what is used behind the loop meets there. */
int find(int x)
{
    int i;

    for (i = 0; i < 8; i++)
        if (table[i] == x)
            break;
    return i;
}

int nest(int n, int m)
{
    int i, j, s = 0;

    for (i = 0; i < n; i++)
        for (j = 0; j < m; j++)
            s = s * 3 + table[i + j];
    return s;
}

/* The header reads memory, and is read from behind two more loops. */
int words(int n)
{
    int *p = table, last = 0;

    while (*p < 9 && n > 0) {
        last = *p++;
        n--;
    }
    while (n-- > 0)
        last++;
    for (; *p & 1; p++)
        last += *p;
    return last * 100 + (p - table);
}
//# opt rotate simplify gvn dce
//| module "rotate.c"
//| file "rotate.c"
//| local data %table size 32 align 4 @9:12
//| export function %sum(i32) -> i32 @11:5
//| export function %find(i32) -> i32 @21:5
//| export function %nest(i32, i32) -> i32 @31:5
//| export function %words(i32) -> i32 @42:5
//|
//| function %sum -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @15:5
//|     v2: i32 = int.i32 2 @16:14
//|     v3: i32 = data_addr %table @16:14
//|     v4: i32 = int.i32 1 @15:25
//|     v5: i32 = icmp.sgt v0, v1 @15:19
//|     branch v5, block1, block3(v1) @15:19
//| block1:
//|     jump block2(v1, v1) @15:19
//| block2(v6: i32, v7: i32):
//|     v8: i32 = shl v7, v2 @16:14
//|     v9: i32 = add v3, v8 @16:14
//|     v10: i32 = load.i32 v9 @16:14
//|     v11: i32 = add v6, v10 @16:11
//|     v12: i32 = add v7, v4 @15:25
//|     v13: i32 = icmp.slt v12, v0 @15:19
//|     branch v13, block2(v11, v12), block3(v11) @15:19
//| block3(v14: i32):
//|     return v14 @17:5
//| }
//|
//| function %find -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @25:5
//|     v2: i32 = int.i32 8 @25:19
//|     v3: i32 = int.i32 1 @25:19
//|     v4: i32 = int.i32 2 @26:13
//|     v5: i32 = data_addr %table @26:13
//|     jump block3 @25:19
//| block1:
//|     v6: i32 = add v9, v3 @25:25
//|     v7: i32 = icmp.slt v6, v2 @25:19
//|     branch v7, block4(v6), block2(v6) @25:19
//| block2(v8: i32):
//|     return v8 @28:5
//| block3:
//|     jump block4(v1) @25:19
//| block4(v9: i32):
//|     v10: i32 = shl v9, v4 @26:13
//|     v11: i32 = add v5, v10 @26:13
//|     v12: i32 = load.i32 v11 @26:13
//|     v13: i32 = icmp.eq v12, v0 @26:22
//|     branch v13, block2(v9), block1 @26:22
//| }
//|
//| function %nest -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = int.i32 0 @35:5
//|     v3: i32 = int.i32 3 @37:19
//|     v4: i32 = int.i32 2 @37:25
//|     v5: i32 = data_addr %table @37:25
//|     v6: i32 = int.i32 1 @36:29
//|     v7: i32 = icmp.sgt v0, v2 @35:19
//|     branch v7, block4, block6(v2) @35:19
//| block1:
//|     jump block2(v21, v2) @36:23
//| block2(v8: i32, v9: i32):
//|     v10: i32 = mul v8, v3 @37:19
//|     v11: i32 = add v22, v9 @37:33
//|     v12: i32 = shl v11, v4 @37:25
//|     v13: i32 = add v5, v12 @37:25
//|     v14: i32 = load.i32 v13 @37:25
//|     v15: i32 = add v10, v14 @37:23
//|     v16: i32 = add v9, v6 @36:29
//|     v17: i32 = icmp.slt v16, v1 @36:23
//|     branch v17, block2(v15, v16), block3(v15) @36:23
//| block3(v18: i32):
//|     v19: i32 = add v22, v6 @35:25
//|     v20: i32 = icmp.slt v19, v0 @35:19
//|     branch v20, block5(v18, v19), block6(v18) @35:19
//| block4:
//|     jump block5(v2, v2) @35:19
//| block5(v21: i32, v22: i32):
//|     v23: i32 = icmp.sgt v1, v2 @36:23
//|     branch v23, block1, block3(v21) @36:23
//| block6(v24: i32):
//|     return v24 @38:5
//| }
//|
//| function %words -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @46:5
//|     v2: i32 = data_addr %table @46:5
//|     v3: i32 = int.i32 9 @46:15
//|     v4: i32 = int.i32 4 @47:18
//|     v5: i32 = int.i32 -1 @48:10
//|     v6: i32 = int.i32 1 @51:13
//|     v7: i32 = int.i32 100 @54:17
//|     v8: i32 = int.i32 2 @54:28
//|     v9: i32 = load.i32 v2 @46:12
//|     v10: i32 = icmp.slt v9, v3 @46:15
//|     branch v10, block9, block2(v1, v0, v2) @46:15
//| block1:
//|     v11: i32 = add v44, v4 @47:18
//|     v12: i32 = load.i32 v44 @47:16
//|     v13: i32 = add v43, v5 @48:10
//|     v14: i32 = load.i32 v44+4 @46:12
//|     v15: i32 = icmp.slt v14, v3 @46:15
//|     branch v15, block10(v12, v13, v11), block2(v12, v13, v11) @46:15
//| block2(v16: i32, v17: i32, v18: i32):
//|     v19: i32 = add v17, v5 @50:13
//|     v20: i32 = icmp.sgt v17, v1 @50:16
//|     branch v20, block6, block8(v16) @50:16
//| block3:
//|     jump block4(v39, v18) @52:15
//| block4(v21: i32, v22: i32):
//|     v23: i32 = load.i32 v22 @53:17
//|     v24: i32 = add v21, v23 @53:14
//|     v25: i32 = add v22, v4 @52:21
//|     v26: i32 = load.i32 v22+4 @52:12
//|     v27: i32 = and v26, v6 @52:15
//|     branch v27, block4(v24, v25), block5(v24, v25) @52:15
//| block5(v28: i32, v29: i32):
//|     v30: i32 = mul v28, v7 @54:17
//|     v31: i32 = sub v29, v2 @54:28
//|     v32: i32 = ashr v31, v8 @54:28
//|     v33: i32 = add v30, v32 @54:23
//|     return v33 @54:5
//| block6:
//|     jump block7(v16, v19) @50:16
//| block7(v34: i32, v35: i32):
//|     v36: i32 = add v34, v6 @51:13
//|     v37: i32 = add v35, v5 @50:13
//|     v38: i32 = icmp.sgt v35, v1 @50:16
//|     branch v38, block7(v36, v37), block8(v36) @50:16
//| block8(v39: i32):
//|     v40: i32 = load.i32 v18 @52:12
//|     v41: i32 = and v40, v6 @52:15
//|     branch v41, block3, block5(v39, v18) @52:15
//| block9:
//|     jump block10(v1, v0, v2) @46:15
//| block10(v42: i32, v43: i32, v44: i32):
//|     v45: i32 = icmp.sgt v43, v1 @46:24
//|     branch v45, block1, block2(v42, v43, v44) @46:24
//| }
//|
//| data %table {
//|     x"0500000001000000040000000100000005000000090000000200000006"
//| }
//# run
//| sum(4) = 11
//| find(3) = 8
//| find(9) = 5
//| nest(3, 4) = 1035969
//| words(5) = 1406
