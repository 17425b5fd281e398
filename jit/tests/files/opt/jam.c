// test opt inline simplify rotate gvn ifconvert licm simplify jam gvn simplify dce
// call products(3)
// call totals(4)
// call overwrites(2)
// call triangle(2)
// test run

static double left[8][6], right[6][8], product[8][8];
static double row[9];

static void fill(int seed)
{
    int i, j;

    for (i = 0; i < 8; i++)
        for (j = 0; j < 6; j++) {
            left[i][j] = i * 3 - j * seed;
            right[j][i] = i + j * 0.5 - seed;
        }
}

/* Four sums at once; the factor on the left is loaded once for all of them. */
static void multiply(double (*to)[8], int i)
{
    int j, k;

    for (j = 0; j < 8; j++) {
        double sum = 0;

        for (k = 0; k < 6; k++)
            sum += left[i][k] * right[k][j];
        to[i][j] = sum;
    }
}

int products(int seed)
{
    int i;

    fill(seed);
    for (i = 0; i < 8; i++)
        multiply(product, i);
    return product[1][2] * 100 + product[7][7] + product[0][3] * 7;
}

/* Six turns: two at once. What the loop leaves is that of its last turn. */
int totals(int seed)
{
    int i, j;

    fill(seed);
    for (j = 0; j < 6; j++) {
        double sum = 1;

        for (i = 0; i < 8; i++)
            sum -= left[i][j] * right[j][i];
        row[j] = sum;
    }
    return row[5] * 10 + row[0] + row[4] * 3 + j;
}

/* It stores what it loads in the next turn. */
int overwrites(int seed)
{
    int i, k;

    fill(seed);
    for (i = 0; i < 8; i++) {
        double sum = 0;

        for (k = 0; k < 6; k++)
            sum += left[i][k] * row[k];
        row[i] = sum / 16;
    }
    return row[7] * 8;
}

/* The inner loop runs more often in each turn. */
int triangle(int seed)
{
    int i, k;

    fill(seed);
    for (i = 0; i < 6; i++) {
        double sum = 0;
        k = 0;
        do
            sum += left[k][i];
        while (++k <= i);
        row[i] = sum;
    }
    return row[5] + row[4] * 10 + row[3] * 100;
}
//# opt inline simplify rotate gvn ifconvert licm simplify jam gvn simplify dce
//| module "jam.c"
//| file "jam.c"
//| local data %left size 384 align 8 @8:15
//| local data %right size 384 align 8 @8:27
//| local function %fill(i32) @11:13
//| local function %multiply(ptr, i32) @23:13
//| local data %product size 512 align 8 @8:40
//| export function %products(i32) -> i32 @36:5
//| local data %row size 72 align 8 @9:15
//| export function %totals(i32) -> i32 @47:5
//| export function %overwrites(i32) -> i32 @63:5
//| export function %triangle(i32) -> i32 @79:5
//|
//| function %products -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @15:5
//|     v2: i32 = int.i32 8 @15:19
//|     v3: i32 = int.i32 1 @15:19
//|     v4: i32 = int.i32 6 @16:23
//|     v5: i32 = int.i32 48 @17:13
//|     v6: i32 = data_addr %left @17:13
//|     v7: i32 = int.i32 3 @17:13
//|     v8: i32 = data_addr %right @18:13
//|     v9: i32 = data_addr %product @42:9
//|     v10: i32 = int.i32 2 @27:25
//|     v11: i32 = int.i32 4 @27:25
//|     v12: f64 = int_to_float.f64 v0 @18:41
//|     jump block7(v1) @15:19
//| block1(v13: f64, v14: i32, v15: f64, v16: f64, v17: f64):
//|     v18: i32 = shl v14, v7 @31:20
//|     v19: i32 = add v84, v18 @31:20
//|     v20: f64 = load.f64 v19 @31:20
//|     v21: i32 = shl v14, v4 @31:33
//|     v22: i32 = add v8, v21 @31:33
//|     v23: i32 = add v14, v3 @30:29
//|     v24: i32 = icmp.slt v23, v4 @30:23
//|     v25: i32 = add v22, v67 @31:33
//|     v26: f64 = load.f64 v25 @31:33
//|     v27: f64 = fmul v20, v26 @31:31
//|     v28: f64 = fadd v15, v27 @31:17
//|     v29: i32 = add v22, v69 @31:33
//|     v30: f64 = load.f64 v29 @31:33
//|     v31: f64 = fmul v20, v30 @31:31
//|     v32: f64 = fadd v16, v31 @31:17
//|     v33: i32 = add v22, v71 @31:33
//|     v34: f64 = load.f64 v33 @31:33
//|     v35: f64 = fmul v20, v34 @31:31
//|     v36: f64 = fadd v17, v35 @31:17
//|     v37: i32 = add v22, v73 @31:33
//|     v38: f64 = load.f64 v37 @31:33
//|     v39: f64 = fmul v20, v38 @31:31
//|     v40: f64 = fadd v13, v39 @31:17
//|     branch v24, block1(v40, v23, v28, v32, v36), block2 @30:23
//| block2:
//|     v41: i32 = add v86, v67 @32:9
//|     store.f64 v41, v28 @32:18
//|     v42: i32 = add v86, v69 @32:9
//|     store.f64 v42, v32 @32:18
//|     v43: i32 = add v86, v71 @32:9
//|     store.f64 v43, v36 @32:18
//|     v44: i32 = add v86, v73 @32:9
//|     store.f64 v44, v40 @32:18
//|     v45: i32 = add v65, v11 @27:25
//|     v46: i32 = icmp.slt v45, v2 @27:19
//|     branch v46, block5(v45), block6 @27:19
//| block3(v47: i32):
//|     v48: i32 = shl v47, v7 @17:13
//|     v49: i32 = add v78, v48 @17:13
//|     v50: i32 = mul v47, v0 @17:36
//|     v51: i32 = sub v79, v50 @17:32
//|     v52: f64 = int_to_float.f64 v51 @17:32
//|     store.f64 v49, v52 @17:24
//|     v53: i32 = shl v47, v4 @18:13
//|     v54: i32 = add v8, v53 @18:13
//|     v55: i32 = add v54, v80 @18:13
//|     v56: f64 = int_to_float.f64 v47 @18:31
//|     v57: f64 = float.f64 0x3fe0000000000000 @18:33 ; 0.5
//|     v58: f64 = fmul v56, v57 @18:33
//|     v59: f64 = fadd v81, v58 @18:29
//|     v60: f64 = fsub v59, v12 @18:39
//|     store.f64 v55, v60 @18:25
//|     v61: i32 = add v47, v3 @16:29
//|     v62: i32 = icmp.slt v61, v4 @16:23
//|     branch v62, block3(v61), block4 @16:23
//| block4:
//|     v63: i32 = add v76, v3 @15:25
//|     v64: i32 = icmp.slt v63, v2 @15:19
//|     branch v64, block7(v63), block8 @15:19
//| block5(v65: i32):
//|     v66: f64 = float.f64 0x0000000000000000 @30:9 ; 0.0
//|     v67: i32 = shl v65, v7 @31:33
//|     v68: i32 = add v65, v3 @27:25
//|     v69: i32 = shl v68, v7 @31:33
//|     v70: i32 = add v65, v10 @27:25
//|     v71: i32 = shl v70, v7 @31:33
//|     v72: i32 = add v65, v7 @27:25
//|     v73: i32 = shl v72, v7 @31:33
//|     jump block1(v66, v1, v66, v66, v66) @30:23
//| block6:
//|     v74: i32 = add v82, v3 @41:25
//|     v75: i32 = icmp.slt v74, v2 @41:19
//|     branch v75, block9(v74), block10 @41:19
//| block7(v76: i32):
//|     v77: i32 = mul v76, v5 @17:13
//|     v78: i32 = add v6, v77 @17:13
//|     v79: i32 = mul v76, v7 @17:28
//|     v80: i32 = shl v76, v7 @18:13
//|     v81: f64 = int_to_float.f64 v76 @18:27
//|     jump block3(v1) @16:23
//| block8:
//|     jump block9(v1) @41:19
//| block9(v82: i32):
//|     v83: i32 = mul v82, v5 @31:20
//|     v84: i32 = add v6, v83 @31:20
//|     v85: i32 = shl v82, v4 @32:9
//|     v86: i32 = add v9, v85 @32:9
//|     jump block5(v1) @27:19
//| block10:
//|     v87: f64 = load.f64 v9+80 @43:12
//|     v88: f64 = float.f64 0x4059000000000000 @43:26 ; 100.0
//|     v89: f64 = fmul v87, v88 @43:26
//|     v90: f64 = load.f64 v9+504 @43:34
//|     v91: f64 = fadd v89, v90 @43:32
//|     v92: f64 = load.f64 v9+24 @43:50
//|     v93: f64 = float.f64 0x401c000000000000 @43:64 ; 7.0
//|     v94: f64 = fmul v92, v93 @43:64
//|     v95: f64 = fadd v91, v94 @43:48
//|     v96: i32 = float_to_int.i32 v95 @43:48
//|     return v96 @43:5
//| }
//|
//| function %totals -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @15:5
//|     v2: i32 = int.i32 8 @15:19
//|     v3: i32 = int.i32 1 @15:19
//|     v4: i32 = int.i32 6 @16:23
//|     v5: i32 = int.i32 48 @17:13
//|     v6: i32 = data_addr %left @17:13
//|     v7: i32 = int.i32 3 @17:13
//|     v8: i32 = data_addr %right @18:13
//|     v9: i32 = data_addr %row @57:9
//|     v10: i32 = int.i32 2 @52:25
//|     v11: f64 = int_to_float.f64 v0 @18:41
//|     jump block7(v1) @15:19
//| block1(v12: f64, v13: i32, v14: f64):
//|     v15: i32 = mul v13, v5 @56:20
//|     v16: i32 = add v6, v15 @56:20
//|     v17: i32 = shl v13, v7 @56:33
//|     v18: i32 = add v13, v3 @55:29
//|     v19: i32 = icmp.slt v18, v2 @55:23
//|     v20: i32 = add v16, v56 @56:20
//|     v21: f64 = load.f64 v20 @56:20
//|     v22: i32 = add v58, v17 @56:33
//|     v23: f64 = load.f64 v22 @56:33
//|     v24: f64 = fmul v21, v23 @56:31
//|     v25: f64 = fsub v14, v24 @56:17
//|     v26: i32 = add v16, v60 @56:20
//|     v27: f64 = load.f64 v26 @56:20
//|     v28: i32 = add v62, v17 @56:33
//|     v29: f64 = load.f64 v28 @56:33
//|     v30: f64 = fmul v27, v29 @56:31
//|     v31: f64 = fsub v12, v30 @56:17
//|     branch v19, block1(v31, v18, v25), block2 @55:23
//| block2:
//|     v32: i32 = add v9, v56 @57:9
//|     store.f64 v32, v25 @57:16
//|     v33: i32 = add v9, v60 @57:9
//|     store.f64 v33, v31 @57:16
//|     v34: i32 = add v54, v10 @52:25
//|     v35: i32 = icmp.slt v34, v4 @52:19
//|     branch v35, block5(v34), block6 @52:19
//| block3(v36: i32):
//|     v37: i32 = shl v36, v7 @17:13
//|     v38: i32 = add v77, v37 @17:13
//|     v39: i32 = mul v36, v0 @17:36
//|     v40: i32 = sub v78, v39 @17:32
//|     v41: f64 = int_to_float.f64 v40 @17:32
//|     store.f64 v38, v41 @17:24
//|     v42: i32 = shl v36, v4 @18:13
//|     v43: i32 = add v8, v42 @18:13
//|     v44: i32 = add v43, v79 @18:13
//|     v45: f64 = int_to_float.f64 v36 @18:31
//|     v46: f64 = float.f64 0x3fe0000000000000 @18:33 ; 0.5
//|     v47: f64 = fmul v45, v46 @18:33
//|     v48: f64 = fadd v80, v47 @18:29
//|     v49: f64 = fsub v48, v11 @18:39
//|     store.f64 v44, v49 @18:25
//|     v50: i32 = add v36, v3 @16:29
//|     v51: i32 = icmp.slt v50, v4 @16:23
//|     branch v51, block3(v50), block4 @16:23
//| block4:
//|     v52: i32 = add v75, v3 @15:25
//|     v53: i32 = icmp.slt v52, v2 @15:19
//|     branch v53, block7(v52), block8 @15:19
//| block5(v54: i32):
//|     v55: f64 = float.f64 0x3ff0000000000000 @55:9 ; 1.0
//|     v56: i32 = shl v54, v7 @56:20
//|     v57: i32 = shl v54, v4 @56:33
//|     v58: i32 = add v8, v57 @56:33
//|     v59: i32 = add v54, v3 @52:25
//|     v60: i32 = shl v59, v7 @56:20
//|     v61: i32 = shl v59, v4 @56:33
//|     v62: i32 = add v8, v61 @56:33
//|     jump block1(v55, v1, v55) @55:23
//| block6:
//|     v63: f64 = load.f64 v9+40 @59:12
//|     v64: f64 = float.f64 0x4024000000000000 @59:19 ; 10.0
//|     v65: f64 = fmul v63, v64 @59:19
//|     v66: f64 = load.f64 v9 @59:26
//|     v67: f64 = fadd v65, v66 @59:24
//|     v68: f64 = load.f64 v9+32 @59:35
//|     v69: f64 = float.f64 0x4008000000000000 @59:42 ; 3.0
//|     v70: f64 = fmul v68, v69 @59:42
//|     v71: f64 = fadd v67, v70 @59:33
//|     v72: f64 = int_to_float.f64 v34 @59:48
//|     v73: f64 = fadd v71, v72 @59:46
//|     v74: i32 = float_to_int.i32 v73 @59:46
//|     return v74 @59:5
//| block7(v75: i32):
//|     v76: i32 = mul v75, v5 @17:13
//|     v77: i32 = add v6, v76 @17:13
//|     v78: i32 = mul v75, v7 @17:28
//|     v79: i32 = shl v75, v7 @18:13
//|     v80: f64 = int_to_float.f64 v75 @18:27
//|     jump block3(v1) @16:23
//| block8:
//|     jump block5(v1) @52:19
//| }
//|
//| function %overwrites -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @15:5
//|     v2: i32 = int.i32 8 @15:19
//|     v3: i32 = int.i32 1 @15:19
//|     v4: i32 = int.i32 6 @16:23
//|     v5: i32 = int.i32 48 @17:13
//|     v6: i32 = data_addr %left @17:13
//|     v7: i32 = int.i32 3 @17:13
//|     v8: i32 = data_addr %right @18:13
//|     v9: i32 = data_addr %row @72:33
//|     v10: f64 = int_to_float.f64 v0 @18:41
//|     jump block7(v1) @15:19
//| block1(v11: f64, v12: i32):
//|     v13: i32 = shl v12, v7 @72:20
//|     v14: i32 = add v49, v13 @72:20
//|     v15: f64 = load.f64 v14 @72:20
//|     v16: i32 = add v9, v13 @72:33
//|     v17: f64 = load.f64 v16 @72:33
//|     v18: f64 = fmul v15, v17 @72:31
//|     v19: f64 = fadd v11, v18 @72:17
//|     v20: i32 = add v12, v3 @71:29
//|     v21: i32 = icmp.slt v20, v4 @71:23
//|     branch v21, block1(v19, v20), block2 @71:23
//| block2:
//|     v22: i32 = shl v46, v7 @73:9
//|     v23: i32 = add v9, v22 @73:9
//|     v24: f64 = float.f64 0x4030000000000000 @73:22 ; 16.0
//|     v25: f64 = fdiv v19, v24 @73:22
//|     store.f64 v23, v25 @73:16
//|     v26: i32 = add v46, v3 @68:25
//|     v27: i32 = icmp.slt v26, v2 @68:19
//|     branch v27, block5(v26), block6 @68:19
//| block3(v28: i32):
//|     v29: i32 = shl v28, v7 @17:13
//|     v30: i32 = add v56, v29 @17:13
//|     v31: i32 = mul v28, v0 @17:36
//|     v32: i32 = sub v57, v31 @17:32
//|     v33: f64 = int_to_float.f64 v32 @17:32
//|     store.f64 v30, v33 @17:24
//|     v34: i32 = shl v28, v4 @18:13
//|     v35: i32 = add v8, v34 @18:13
//|     v36: i32 = add v35, v58 @18:13
//|     v37: f64 = int_to_float.f64 v28 @18:31
//|     v38: f64 = float.f64 0x3fe0000000000000 @18:33 ; 0.5
//|     v39: f64 = fmul v37, v38 @18:33
//|     v40: f64 = fadd v59, v39 @18:29
//|     v41: f64 = fsub v40, v10 @18:39
//|     store.f64 v36, v41 @18:25
//|     v42: i32 = add v28, v3 @16:29
//|     v43: i32 = icmp.slt v42, v4 @16:23
//|     branch v43, block3(v42), block4 @16:23
//| block4:
//|     v44: i32 = add v54, v3 @15:25
//|     v45: i32 = icmp.slt v44, v2 @15:19
//|     branch v45, block7(v44), block8 @15:19
//| block5(v46: i32):
//|     v47: f64 = float.f64 0x0000000000000000 @71:9 ; 0.0
//|     v48: i32 = mul v46, v5 @72:20
//|     v49: i32 = add v6, v48 @72:20
//|     jump block1(v47, v1) @71:23
//| block6:
//|     v50: f64 = load.f64 v9+56 @75:12
//|     v51: f64 = float.f64 0x4020000000000000 @75:19 ; 8.0
//|     v52: f64 = fmul v50, v51 @75:19
//|     v53: i32 = float_to_int.i32 v52 @75:19
//|     return v53 @75:5
//| block7(v54: i32):
//|     v55: i32 = mul v54, v5 @17:13
//|     v56: i32 = add v6, v55 @17:13
//|     v57: i32 = mul v54, v7 @17:28
//|     v58: i32 = shl v54, v7 @18:13
//|     v59: f64 = int_to_float.f64 v54 @18:27
//|     jump block3(v1) @16:23
//| block8:
//|     jump block5(v1) @68:19
//| }
//|
//| function %triangle -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @15:5
//|     v2: i32 = int.i32 8 @15:19
//|     v3: i32 = int.i32 1 @15:19
//|     v4: i32 = int.i32 6 @16:23
//|     v5: i32 = int.i32 48 @17:13
//|     v6: i32 = data_addr %left @17:13
//|     v7: i32 = int.i32 3 @17:13
//|     v8: i32 = data_addr %right @18:13
//|     v9: i32 = data_addr %row @90:9
//|     v10: f64 = int_to_float.f64 v0 @18:41
//|     jump block7(v1) @15:19
//| block1(v11: f64, v12: i32):
//|     v13: i32 = mul v12, v5 @88:20
//|     v14: i32 = add v6, v13 @88:20
//|     v15: i32 = add v14, v25 @88:20
//|     v16: f64 = load.f64 v15 @88:20
//|     v17: f64 = fadd v11, v16 @88:17
//|     v18: i32 = add v12, v3 @89:16
//|     v19: i32 = icmp.sle v18, v23 @89:20
//|     branch v19, block1(v17, v18), block2 @89:20
//| block2:
//|     v20: i32 = add v9, v25 @90:9
//|     store.f64 v20, v17 @90:16
//|     v21: i32 = add v23, v3 @84:25
//|     v22: i32 = icmp.slt v21, v4 @84:19
//|     branch v22, block3(v21), block4 @84:19
//| block3(v23: i32):
//|     v24: f64 = float.f64 0x0000000000000000 @87:9 ; 0.0
//|     v25: i32 = shl v23, v7 @88:20
//|     jump block1(v24, v1) @87:9
//| block4:
//|     v26: f64 = load.f64 v9+40 @92:12
//|     v27: f64 = load.f64 v9+32 @92:21
//|     v28: f64 = float.f64 0x4024000000000000 @92:28 ; 10.0
//|     v29: f64 = fmul v27, v28 @92:28
//|     v30: f64 = fadd v26, v29 @92:19
//|     v31: f64 = load.f64 v9+24 @92:35
//|     v32: f64 = float.f64 0x4059000000000000 @92:42 ; 100.0
//|     v33: f64 = fmul v31, v32 @92:42
//|     v34: f64 = fadd v30, v33 @92:33
//|     v35: i32 = float_to_int.i32 v34 @92:33
//|     return v35 @92:5
//| block5(v36: i32):
//|     v37: i32 = shl v36, v7 @17:13
//|     v38: i32 = add v56, v37 @17:13
//|     v39: i32 = mul v36, v0 @17:36
//|     v40: i32 = sub v57, v39 @17:32
//|     v41: f64 = int_to_float.f64 v40 @17:32
//|     store.f64 v38, v41 @17:24
//|     v42: i32 = shl v36, v4 @18:13
//|     v43: i32 = add v8, v42 @18:13
//|     v44: i32 = add v43, v58 @18:13
//|     v45: f64 = int_to_float.f64 v36 @18:31
//|     v46: f64 = float.f64 0x3fe0000000000000 @18:33 ; 0.5
//|     v47: f64 = fmul v45, v46 @18:33
//|     v48: f64 = fadd v59, v47 @18:29
//|     v49: f64 = fsub v48, v10 @18:39
//|     store.f64 v44, v49 @18:25
//|     v50: i32 = add v36, v3 @16:29
//|     v51: i32 = icmp.slt v50, v4 @16:23
//|     branch v51, block5(v50), block6 @16:23
//| block6:
//|     v52: i32 = add v54, v3 @15:25
//|     v53: i32 = icmp.slt v52, v2 @15:19
//|     branch v53, block7(v52), block8 @15:19
//| block7(v54: i32):
//|     v55: i32 = mul v54, v5 @17:13
//|     v56: i32 = add v6, v55 @17:13
//|     v57: i32 = mul v54, v7 @17:28
//|     v58: i32 = shl v54, v7 @18:13
//|     v59: f64 = int_to_float.f64 v54 @18:27
//|     jump block5(v1) @16:23
//| block8:
//|     jump block3(v1) @84:19
//| }
//|
//| data %left {
//| }
//|
//| data %right {
//| }
//|
//| data %product {
//| }
//|
//| data %row {
//| }
//# run
//| products(3) = -3478
//| totals(4) = 16
//| overwrites(2) = 4690
//| triangle(2) = -715
