// test opt divide gvn dce
// call signs(2147483647)
// call signs(-2147483648)
// call signs(-1)
// call signs(-1000000007)
// call signs(12345678)
// call unsigns(4294967295)
// call unsigns(2147483648)
// call unsigns(7)
// call unsigns(6)
// call unsigns(3000000000)
// call bytes(255)
// call bytes(100)
// call wide(-9223372036854775808)
// call wide(9223372036854775807)
// call wide(-17)
// call stays(9)
// call both(-1234567)
// test run

int signs(int x)
{
    int h = x / 2;

    h = h * 31 + x / 16 + x % 16;
    h = h * 31 + x / 3;
    h = h * 31 + x / 7;
    h = h * 31 + x % 10;
    h = h * 31 + x / -10;
    h = h * 31 + x % -8;
    h = h * 31 + x / 1000000007;
    h = h * 31 + x / -2147483647;
    h = h * 31 + x / (-2147483647 - 1);
    return h * 31 + x % 2147483647;
}

unsigned unsigns(unsigned x)
{
    unsigned h = x / 3;

    h = h * 31 + x / 7;
    h = h * 31 + x / 10;
    h = h * 31 + x / 14;
    h = h * 31 + x % 641;
    h = h * 31 + x / 16;
    h = h * 31 + x / 4294967295u;
    h = h * 31 + x / 2147483649u;
    return h * 31 + x % 1000;
}

/* Nothing is wide or negative here. */
int bytes(unsigned char c)
{
    return c / 3 * 1000 + c % 10 + c / 8 + c % 4 + (c >> 1) / 5;
}

long long wide(long long x)
{
    return x / 8 + x % 1024 - x / -2;
}

long long stays(long long x)
{
    return x / 10;
}

/* One multiplication serves both. */
int both(int x)
{
    return x / 60 * 100 + x % 60;
}
//# opt divide gvn dce
//| module "divide.c"
//| file "divide.c"
//| export function %signs(i32) -> i32 @21:5
//| export function %unsigns(u32) -> u32 @37:10
//| export function %bytes(u8) -> i32 @52:5
//| export function %wide(i64) -> i64 @57:11
//| export function %stays(i64) -> i64 @62:11
//| export function %both(i32) -> i32 @68:5
//|
//| function %signs -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 31 @23:15
//|     v2: i32 = int.i32 1 @23:15
//|     v3: i32 = int.i32 28 @25:20
//|     v4: i32 = int.i32 4 @25:20
//|     v5: i32 = int.i32 15 @25:29
//|     v6: i64 = int.i64 1431655766 @26:20
//|     v7: i64 = int.i64 32 @26:20
//|     v8: i32 = int.i32 7 @27:20
//|     v9: i64 = int.i64 2454267027 @27:20
//|     v10: i64 = int.i64 34 @27:20
//|     v11: i32 = int.i32 10 @28:20
//|     v12: i64 = int.i64 1717986919 @28:20
//|     v13: i32 = int.i32 29 @30:20
//|     v14: i64 = int.i64 1152921497 @31:20
//|     v15: i64 = int.i64 60 @31:20
//|     v16: i64 = int.i64 1073741825 @32:20
//|     v17: i64 = int.i64 61 @32:20
//|     v18: i32 = int.i32 2147483647 @34:23
//|     v19: i32 = lshr v0, v1 @23:15
//|     v20: i32 = add v0, v19 @23:15
//|     v21: i32 = ashr v20, v2 @23:15
//|     v22: i32 = mul v21, v1 @25:11
//|     v23: i32 = ashr v0, v1 @25:20
//|     v24: i32 = lshr v23, v3 @25:20
//|     v25: i32 = add v0, v24 @25:20
//|     v26: i32 = ashr v25, v4 @25:20
//|     v27: i32 = add v22, v26 @25:16
//|     v28: i32 = and v25, v5 @25:29
//|     v29: i32 = sub v25, v0 @25:29
//|     v30: i32 = sub v28, v29 @25:29
//|     v31: i32 = add v27, v30 @25:25
//|     v32: i32 = mul v31, v1 @26:11
//|     v33: i64 = sext32 v0 @26:20
//|     v34: i64 = mul v33, v6 @26:20
//|     v35: i64 = ashr v34, v7 @26:20
//|     v36: i32 = wrap v35 @26:20
//|     v37: i32 = sub v36, v23 @26:20
//|     v38: i32 = add v32, v37 @26:16
//|     v39: i32 = mul v38, v1 @27:11
//|     v40: i64 = mul v33, v9 @27:20
//|     v41: i64 = ashr v40, v10 @27:20
//|     v42: i32 = wrap v41 @27:20
//|     v43: i32 = sub v42, v23 @27:20
//|     v44: i32 = add v39, v43 @27:16
//|     v45: i32 = mul v44, v1 @28:11
//|     v46: i64 = mul v33, v12 @28:20
//|     v47: i64 = ashr v46, v10 @28:20
//|     v48: i32 = wrap v47 @28:20
//|     v49: i32 = sub v48, v23 @28:20
//|     v50: i32 = mul v49, v11 @28:20
//|     v51: i32 = sub v0, v50 @28:20
//|     v52: i32 = add v45, v51 @28:16
//|     v53: i32 = mul v52, v1 @29:11
//|     v54: i32 = neg v49 @29:20
//|     v55: i32 = add v53, v54 @29:16
//|     v56: i32 = mul v55, v1 @30:11
//|     v57: i32 = lshr v23, v13 @30:20
//|     v58: i32 = add v0, v57 @30:20
//|     v59: i32 = and v58, v8 @30:20
//|     v60: i32 = sub v58, v0 @30:20
//|     v61: i32 = sub v59, v60 @30:20
//|     v62: i32 = add v56, v61 @30:16
//|     v63: i32 = mul v62, v1 @31:11
//|     v64: i64 = mul v33, v14 @31:20
//|     v65: i64 = ashr v64, v15 @31:20
//|     v66: i32 = wrap v65 @31:20
//|     v67: i32 = sub v66, v23 @31:20
//|     v68: i32 = add v63, v67 @31:16
//|     v69: i32 = mul v68, v1 @32:11
//|     v70: i64 = mul v33, v16 @32:20
//|     v71: i64 = ashr v70, v17 @32:20
//|     v72: i32 = wrap v71 @32:20
//|     v73: i32 = sub v72, v23 @32:20
//|     v74: i32 = neg v73 @32:20
//|     v75: i32 = add v69, v74 @32:16
//|     v76: i32 = mul v75, v1 @33:11
//|     v77: i32 = lshr v23, v2 @33:20
//|     v78: i32 = add v0, v77 @33:20
//|     v79: i32 = ashr v78, v1 @33:20
//|     v80: i32 = neg v79 @33:20
//|     v81: i32 = add v76, v80 @33:16
//|     v82: i32 = mul v81, v1 @34:14
//|     v83: i32 = mul v73, v18 @34:23
//|     v84: i32 = sub v0, v83 @34:23
//|     v85: i32 = add v82, v84 @34:19
//|     return v85 @34:5
//| }
//|
//| function %unsigns -> i32 {
//| block0(v0: i32):
//|     v1: i64 = int.i64 2863311531 @39:20
//|     v2: i64 = int.i64 33 @39:20
//|     v3: i32 = int.i32 31 @41:11
//|     v4: i64 = int.i64 613566757 @41:20
//|     v5: i64 = int.i64 32 @41:20
//|     v6: i32 = int.i32 1 @41:20
//|     v7: i32 = int.i32 2 @41:20
//|     v8: i64 = int.i64 3435973837 @42:20
//|     v9: i64 = int.i64 35 @42:20
//|     v10: i64 = int.i64 2454267027 @43:20
//|     v11: i64 = int.i64 34 @43:20
//|     v12: i32 = int.i32 641 @44:20
//|     v13: i64 = int.i64 6700417 @44:20
//|     v14: i32 = int.i32 4 @45:20
//|     v15: i64 = int.i64 2147483649 @46:20
//|     v16: i64 = int.i64 63 @46:20
//|     v17: i64 = int.i64 4294967295 @47:20
//|     v18: i32 = int.i32 1000 @48:23
//|     v19: i64 = int.i64 274877907 @48:23
//|     v20: i64 = int.i64 38 @48:23
//|     v21: i64 = zext32 v0 @39:20
//|     v22: i64 = mul v21, v1 @39:20
//|     v23: i64 = lshr v22, v2 @39:20
//|     v24: i32 = wrap v23 @39:20
//|     v25: i32 = mul v24, v3 @41:11
//|     v26: i64 = mul v21, v4 @41:20
//|     v27: i64 = lshr v26, v5 @41:20
//|     v28: i32 = wrap v27 @41:20
//|     v29: i32 = sub v0, v28 @41:20
//|     v30: i32 = lshr v29, v6 @41:20
//|     v31: i32 = add v30, v28 @41:20
//|     v32: i32 = lshr v31, v7 @41:20
//|     v33: i32 = add v25, v32 @41:16
//|     v34: i32 = mul v33, v3 @42:11
//|     v35: i64 = mul v21, v8 @42:20
//|     v36: i64 = lshr v35, v9 @42:20
//|     v37: i32 = wrap v36 @42:20
//|     v38: i32 = add v34, v37 @42:16
//|     v39: i32 = mul v38, v3 @43:11
//|     v40: i32 = lshr v0, v6 @43:20
//|     v41: i64 = zext32 v40 @43:20
//|     v42: i64 = mul v41, v10 @43:20
//|     v43: i64 = lshr v42, v11 @43:20
//|     v44: i32 = wrap v43 @43:20
//|     v45: i32 = add v39, v44 @43:16
//|     v46: i32 = mul v45, v3 @44:11
//|     v47: i64 = mul v21, v13 @44:20
//|     v48: i64 = lshr v47, v5 @44:20
//|     v49: i32 = wrap v48 @44:20
//|     v50: i32 = mul v49, v12 @44:20
//|     v51: i32 = sub v0, v50 @44:20
//|     v52: i32 = add v46, v51 @44:16
//|     v53: i32 = mul v52, v3 @45:11
//|     v54: i32 = lshr v0, v14 @45:20
//|     v55: i32 = add v53, v54 @45:16
//|     v56: i32 = mul v55, v3 @46:11
//|     v57: i64 = mul v21, v15 @46:20
//|     v58: i64 = lshr v57, v16 @46:20
//|     v59: i32 = wrap v58 @46:20
//|     v60: i32 = add v56, v59 @46:16
//|     v61: i32 = mul v60, v3 @47:11
//|     v62: i64 = mul v21, v17 @47:20
//|     v63: i64 = lshr v62, v16 @47:20
//|     v64: i32 = wrap v63 @47:20
//|     v65: i32 = add v61, v64 @47:16
//|     v66: i32 = mul v65, v3 @48:14
//|     v67: i64 = mul v21, v19 @48:23
//|     v68: i64 = lshr v67, v20 @48:23
//|     v69: i32 = wrap v68 @48:23
//|     v70: i32 = mul v69, v18 @48:23
//|     v71: i32 = sub v0, v70 @48:23
//|     v72: i32 = add v66, v71 @48:19
//|     return v72 @48:5
//| }
//|
//| function %bytes -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 3 @54:14
//|     v2: i32 = int.i32 171 @54:14
//|     v3: i32 = int.i32 9 @54:14
//|     v4: i32 = int.i32 1000 @54:18
//|     v5: i32 = int.i32 10 @54:29
//|     v6: i32 = int.i32 205 @54:29
//|     v7: i32 = int.i32 11 @54:29
//|     v8: i32 = int.i32 1 @54:55
//|     v9: i64 = int.i64 1717986919 @54:61
//|     v10: i64 = int.i64 33 @54:61
//|     v11: i32 = int.i32 31 @54:61
//|     v12: i32 = zext8 v0 @52:5
//|     v13: i32 = mul v12, v2 @54:14
//|     v14: i32 = lshr v13, v3 @54:14
//|     v15: i32 = mul v14, v4 @54:18
//|     v16: i32 = mul v12, v6 @54:29
//|     v17: i32 = lshr v16, v7 @54:29
//|     v18: i32 = mul v17, v5 @54:29
//|     v19: i32 = sub v12, v18 @54:29
//|     v20: i32 = add v15, v19 @54:25
//|     v21: i32 = lshr v12, v1 @54:38
//|     v22: i32 = add v20, v21 @54:34
//|     v23: i32 = and v12, v1 @54:46
//|     v24: i32 = add v22, v23 @54:42
//|     v25: i32 = ashr v12, v8 @54:55
//|     v26: i64 = sext32 v25 @54:61
//|     v27: i64 = mul v26, v9 @54:61
//|     v28: i64 = ashr v27, v10 @54:61
//|     v29: i32 = wrap v28 @54:61
//|     v30: i32 = ashr v25, v11 @54:61
//|     v31: i32 = sub v29, v30 @54:61
//|     v32: i32 = add v24, v31 @54:50
//|     return v32 @54:5
//| }
//|
//| function %wide -> i64 {
//| block0(v0: i64):
//|     v1: i64 = int.i64 63 @59:14
//|     v2: i64 = int.i64 61 @59:14
//|     v3: i64 = int.i64 3 @59:14
//|     v4: i64 = int.i64 54 @59:22
//|     v5: i64 = int.i64 1023 @59:22
//|     v6: i64 = int.i64 1 @59:33
//|     v7: i64 = ashr v0, v1 @59:14
//|     v8: i64 = lshr v7, v2 @59:14
//|     v9: i64 = add v0, v8 @59:14
//|     v10: i64 = ashr v9, v3 @59:14
//|     v11: i64 = lshr v7, v4 @59:22
//|     v12: i64 = add v0, v11 @59:22
//|     v13: i64 = and v12, v5 @59:22
//|     v14: i64 = sub v12, v0 @59:22
//|     v15: i64 = sub v13, v14 @59:22
//|     v16: i64 = add v10, v15 @59:18
//|     v17: i64 = lshr v0, v1 @59:33
//|     v18: i64 = add v0, v17 @59:33
//|     v19: i64 = ashr v18, v6 @59:33
//|     v20: i64 = neg v19 @59:33
//|     v21: i64 = sub v16, v20 @59:29
//|     return v21 @59:5
//| }
//|
//| function %stays -> i64 {
//| block0(v0: i64):
//|     v1: i64 = int.i64 10 @64:14
//|     v2: i64 = sdiv v0, v1 @64:14
//|     return v2 @64:5
//| }
//|
//| function %both -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 60 @70:14
//|     v2: i64 = int.i64 2290649225 @70:14
//|     v3: i64 = int.i64 37 @70:14
//|     v4: i32 = int.i32 31 @70:14
//|     v5: i32 = int.i32 100 @70:19
//|     v6: i64 = sext32 v0 @70:14
//|     v7: i64 = mul v6, v2 @70:14
//|     v8: i64 = ashr v7, v3 @70:14
//|     v9: i32 = wrap v8 @70:14
//|     v10: i32 = ashr v0, v4 @70:14
//|     v11: i32 = sub v9, v10 @70:14
//|     v12: i32 = mul v11, v5 @70:19
//|     v13: i32 = mul v11, v1 @70:29
//|     v14: i32 = sub v0, v13 @70:29
//|     v15: i32 = add v12, v14 @70:25
//|     return v15 @70:5
//| }
//# run
//| signs(2147483647) = 277063264
//| signs(-2147483648) = -2112339979
//| signs(-1) = -691913698
//| signs(-1000000007) = 2046198800
//| signs(12345678) = -429969458
//| unsigns(4294967295) = 1350990815
//| unsigns(2147483648) = 3283431107
//| unsigns(7) = 2429333359
//| unsigns(6) = 685599502
//| unsigns(3000000000) = 628585294
//| bytes(255) = 85064
//| bytes(100) = 33022
//| wide(-9223372036854775808) = -5764607523034234880
//| wide(9223372036854775807) = 5764607523034235901
//| wide(-17) = -27
//| stays(9) = 0
//| both(-1234567) = -2057607
