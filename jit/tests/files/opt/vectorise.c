// test opt simplify rotate gvn ifconvert licm simplify vectorise gvn dce
// call last(4)

typedef unsigned char u8;

static u8 pixels[192], gray[64];

/* The bytes of structures of three. */
void convert(int n)
{
    for (int i = 0; i < n; i++)
        gray[i] = (pixels[3 * i] >> 2) + 5 * (pixels[3 * i + 1] >> 3) + (pixels[3 * i + 2] >> 3);
}

/* Each turn needs what the one before it has made: stays. */
int last(int n)
{
    int x = 1;

    for (int i = 0; i < n; i++)
        x = x * 3 + gray[i];
    return x;
}
//# opt simplify rotate gvn ifconvert licm simplify vectorise gvn dce
//| module "vectorise.c"
//| file "vectorise.c"
//| local data %gray size 64 align 1 @6:24
//| local data %pixels size 192 align 1 @6:11
//| export function %convert(i32) @9:6
//| export function %last(i32) -> i32 @16:5
//|
//| function %convert {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @11:5
//|     v2: i32 = data_addr %gray @12:9
//|     v3: i32 = int.i32 3 @12:29
//|     v4: i32 = data_addr %pixels @12:20
//|     v5: i32 = int.i32 2 @12:34
//|     v6: i32 = int.i32 5 @12:44
//|     v7: i32 = int.i32 1 @11:29
//|     v8: i64 = int.i64 -1 @11:23
//|     v9: i64 = int.i64 0 @11:23
//|     v10: i64 = int.i64 16 @11:23
//|     v11: i64 = int.i64 4294967296 @11:23
//|     v12: i64 = int.i64 3 @11:23
//|     v13: i64 = int.i64 4 @11:23
//|     v14: i32 = int.i32 -1 @11:23
//|     v15: i32 = int.i32 48 @11:23
//|     v16: i32 = int.i32 16 @11:23
//|     v17: i32 = int.i32 4 @11:23
//|     v18: i32 = icmp.sgt v0, v1 @11:23
//|     branch v18, block1, block3 @11:23
//| block1:
//|     jump block4 @11:23
//| block2(v19: i32):
//|     v20: i32 = add v2, v19 @12:9
//|     v21: i32 = mul v19, v3 @12:29
//|     v22: i32 = add v4, v21 @12:20
//|     v23: i32 = load.u8 v22 @12:20
//|     v24: i32 = ashr v23, v5 @12:34
//|     v25: i32 = load.u8 v22+1 @12:47
//|     v26: i32 = ashr v25, v3 @12:65
//|     v27: i32 = mul v26, v6 @12:44
//|     v28: i32 = add v24, v27 @12:40
//|     v29: i32 = load.u8 v22+2 @12:74
//|     v30: i32 = ashr v29, v3 @12:92
//|     v31: i32 = add v28, v30 @12:71
//|     store.u8 v20, v31 @12:17
//|     v32: i32 = add v19, v7 @11:29
//|     v33: i32 = icmp.slt v32, v0 @11:23
//|     branch v33, block2(v32), block3 @11:23
//| block3:
//|     return @13:1
//| block4:
//|     v34: i64 = sext32 v0 @11:23
//|     v35: i64 = add v34, v8 @11:23
//|     v36: i32 = icmp.sgt v35, v9 @11:23
//|     v37: i64 = select v36, v35, v9 @11:23
//|     v38: i32 = icmp.sge v37, v10 @11:23
//|     branch v38, block5, block2(v1) @11:23
//| block5:
//|     v39: i64 = zext32 v4 @11:23
//|     v40: i64 = mul v37, v12 @11:23
//|     v41: i64 = add v39, v40 @11:23
//|     v42: i32 = icmp.ult v41, v11 @11:23
//|     v43: i64 = zext32 v2 @11:23
//|     v44: i64 = add v43, v37 @11:23
//|     v45: i32 = icmp.ult v44, v11 @11:23
//|     v46: i32 = and v42, v45 @11:23
//|     v47: i64 = lshr v37, v13 @11:23
//|     v48: i32 = wrap v47 @11:23
//|     branch v46, block6, block2(v1) @11:23
//| block6:
//|     v49: v128 = vconst.v128 x"000306090c0f80808080808080808080" @11:23
//|     v50: v128 = vconst.v128 x"8080808080800205080b0e8080808080" @11:23
//|     v51: v128 = vconst.v128 x"80808080808080808080800104070a0d" @11:23
//|     v52: v128 = vconst.v128 x"0104070a0d8080808080808080808080" @11:23
//|     v53: v128 = vconst.v128 x"8080808080000306090c0f8080808080" @11:23
//|     v54: v128 = vconst.v128 x"80808080808080808080800205080b0e" @11:23
//|     v55: v256 = vconst.v256 x"05000500050005000500050005000500" @11:23
//|     v56: v128 = vconst.v128 x"0205080b0e8080808080808080808080" @11:23
//|     v57: v128 = vconst.v128 x"80808080800104070a0d808080808080" @11:23
//|     v58: v128 = vconst.v128 x"80808080808080808080000306090c0f" @11:23
//|     jump block7(v48, v4, v2) @11:23
//| block7(v59: i32, v60: i32, v61: i32):
//|     v62: v128 = load.v128 v60 @11:23
//|     v63: v128 = vshuffle v62, v49 @11:23
//|     v64: v128 = load.v128 v60+16 @11:23
//|     v65: v128 = vshuffle v64, v50 @11:23
//|     v66: v128 = vor.i8 v63, v65 @11:23
//|     v67: v128 = load.v128 v60+32 @11:23
//|     v68: v128 = vshuffle v67, v51 @11:23
//|     v69: v128 = vor.i8 v66, v68 @11:23
//|     v70: v256 = vwiden.v256.u8 v69 @11:23
//|     v71: v256 = vashr.i16 v70, 2 @11:23
//|     v72: v128 = vshuffle v62, v52 @11:23
//|     v73: v128 = vshuffle v64, v53 @11:23
//|     v74: v128 = vor.i8 v72, v73 @11:23
//|     v75: v128 = vshuffle v67, v54 @11:23
//|     v76: v128 = vor.i8 v74, v75 @11:23
//|     v77: v256 = vwiden.v256.u8 v76 @11:23
//|     v78: v256 = vashr.i16 v77, 3 @11:23
//|     v79: v256 = vmul.i16 v78, v55 @11:23
//|     v80: v256 = vadd.i16 v71, v79 @11:23
//|     v81: v128 = vshuffle v62, v56 @11:23
//|     v82: v128 = vshuffle v64, v57 @11:23
//|     v83: v128 = vor.i8 v81, v82 @11:23
//|     v84: v128 = vshuffle v67, v58 @11:23
//|     v85: v128 = vor.i8 v83, v84 @11:23
//|     v86: v256 = vwiden.v256.u8 v85 @11:23
//|     v87: v256 = vashr.i16 v86, 3 @11:23
//|     v88: v256 = vadd.i16 v80, v87 @11:23
//|     v89: v128 = vlow v88 @11:23
//|     v90: v128 = vhigh v88 @11:23
//|     v91: v128 = vpack.u16 v89, v90 @11:23
//|     store.v128 v61, v91 @11:23
//|     v92: i32 = add v59, v14 @11:23
//|     v93: i32 = add v60, v15 @11:23
//|     v94: i32 = add v61, v16 @11:23
//|     branch v92, block7(v92, v93, v94), block8 @11:23
//| block8:
//|     v95: i32 = shl v48, v17 @11:23
//|     jump block2(v95) @11:23
//| }
//|
//| function %last -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @20:5
//|     v2: i32 = int.i32 0 @20:5
//|     v3: i32 = int.i32 3 @21:15
//|     v4: i32 = data_addr %gray @21:21
//|     v5: i32 = icmp.sgt v0, v2 @20:23
//|     branch v5, block1, block3(v1) @20:23
//| block1:
//|     jump block2(v1, v2) @20:23
//| block2(v6: i32, v7: i32):
//|     v8: i32 = mul v6, v3 @21:15
//|     v9: i32 = add v4, v7 @21:21
//|     v10: i32 = load.u8 v9 @21:21
//|     v11: i32 = add v8, v10 @21:19
//|     v12: i32 = add v7, v1 @20:29
//|     v13: i32 = icmp.slt v12, v0 @20:23
//|     branch v13, block2(v11, v12), block3(v11) @20:23
//| block3(v14: i32):
//|     return v14 @22:5
//| }
//|
//| data %pixels {
//| }
//|
//| data %gray {
//| }
