// test opt rotate simplify gvn licm dce
// call row(2, 3)
// call guarded(0)
// call guarded(4)
// call divided(100, 7)
// test run

struct image {
    int width, height;
    unsigned char *pixels;
};

static unsigned char bytes[64] = "the quick brown fox jumps over the lazy dog";
static struct image image = {8, 8, bytes};
static int count = 3, zero;

/* Fields of the structure and the row's address stay the same; a byte store may change what `im` points to. */
int total(struct image *im, int shift)
{
    int x, y, s = 0;

    for (y = 0; y < im->height; y++)
        for (x = 0; x < im->width; x++)
            s += im->pixels[y * im->width + x] << shift;
    return s;
}

int row(int shift, int n)
{
    return total(&image, shift) + n;
}

/* `*p` may not be read if the loop is not entered; `count` may, and `q` only sometimes. */
int sometimes(int *p, int *q, int n)
{
    int i, s = 0;

    for (i = 0; i < n; i++) {
        s += *p;
        if (i > 100)
            s += *q;
        if (i > 2)
            s += count;
    }
    return s;
}

int guarded(int n)
{
    return sometimes(n ? &count : 0, 0, n);
}

/* A divisor that is not known may be zero. */
int divided(int a, int n)
{
    int i, s = 0;

    for (i = 0; i < n; i++) {
        s += a / 10;
        if (zero)
            s += a / zero;
    }
    return s;
}
//# opt rotate simplify gvn licm dce
//| module "licm.c"
//| file "licm.c"
//| local data %bytes size 64 align 1 @13:22
//| local data %image size 12 align 4 @14:21
//| local data %count size 4 align 4 @15:12
//| export function %total(ptr, i32) -> i32 @18:5
//| export function %row(i32, i32) -> i32 @28:5
//| export function %sometimes(ptr, ptr, i32) -> i32 @34:5
//| export function %guarded(i32) -> i32 @48:5
//| local data %zero size 4 align 4 @15:23
//| export function %divided(i32, i32) -> i32 @54:5
//|
//| function %total -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = int.i32 0 @22:5
//|     v3: i32 = int.i32 1 @23:37
//|     v4: i32 = load.i32 v0+4 @22:21
//|     v5: i32 = icmp.sgt v4, v2 @22:19
//|     branch v5, block4, block6(v2) @22:19
//| block1:
//|     v6: i32 = load.i32 v0+8 @24:18
//|     v7: i32 = mul v22, v20 @24:31
//|     jump block2(v21, v2) @23:23
//| block2(v8: i32, v9: i32):
//|     v10: i32 = add v7, v9 @24:43
//|     v11: i32 = add v6, v10 @24:18
//|     v12: i32 = load.u8 v11 @24:18
//|     v13: i32 = shl v12, v1 @24:48
//|     v14: i32 = add v8, v13 @24:15
//|     v15: i32 = add v9, v3 @23:37
//|     v16: i32 = icmp.slt v15, v20 @23:23
//|     branch v16, block2(v14, v15), block3(v14) @23:23
//| block3(v17: i32):
//|     v18: i32 = add v22, v3 @22:34
//|     v19: i32 = icmp.slt v18, v4 @22:19
//|     branch v19, block5(v17, v18), block6(v17) @22:19
//| block4:
//|     v20: i32 = load.i32 v0 @23:25
//|     jump block5(v2, v2) @22:19
//| block5(v21: i32, v22: i32):
//|     v23: i32 = icmp.sgt v20, v2 @23:23
//|     branch v23, block1, block3(v21) @23:23
//| block6(v24: i32):
//|     return v24 @25:5
//| }
//|
//| function %row -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = data_addr %image @30:12
//|     v3: i32 = call %total(v2, v0) @30:12
//|     v4: i32 = add v3, v1 @30:33
//|     return v4 @30:5
//| }
//|
//| function %sometimes -> i32 {
//| block0(v0: i32, v1: i32, v2: i32):
//|     v3: i32 = int.i32 0 @38:5
//|     v4: i32 = int.i32 100 @40:15
//|     v5: i32 = int.i32 2 @42:15
//|     v6: i32 = data_addr %count @43:18
//|     v7: i32 = int.i32 1 @38:25
//|     v8: i32 = icmp.sgt v2, v3 @38:19
//|     branch v8, block5, block7(v3) @38:19
//| block1:
//|     v9: i32 = load.i32 v1 @41:18
//|     v10: i32 = add v21, v9 @41:15
//|     jump block2(v10) @41:15
//| block2(v11: i32):
//|     v12: i32 = icmp.sgt v20, v5 @42:15
//|     branch v12, block3, block4(v11) @42:15
//| block3:
//|     v13: i32 = add v11, v18 @43:15
//|     jump block4(v13) @43:15
//| block4(v14: i32):
//|     v15: i32 = add v20, v7 @38:25
//|     v16: i32 = icmp.slt v15, v2 @38:19
//|     branch v16, block6(v14, v15), block7(v14) @38:19
//| block5:
//|     v17: i32 = load.i32 v0 @39:14
//|     v18: i32 = load.i32 v6 @43:18
//|     jump block6(v3, v3) @38:19
//| block6(v19: i32, v20: i32):
//|     v21: i32 = add v19, v17 @39:11
//|     v22: i32 = icmp.sgt v20, v4 @40:15
//|     branch v22, block1, block2(v21) @40:15
//| block7(v23: i32):
//|     return v23 @45:5
//| }
//|
//| function %guarded -> i32 {
//| block0(v0: i32):
//|     v1: i32 = data_addr %count @50:22
//|     v2: i32 = int.i32 0 @50:22
//|     branch v0, block1, block2 @50:22
//| block1:
//|     jump block3(v1) @50:22
//| block2:
//|     jump block3(v2) @50:22
//| block3(v3: i32):
//|     v4: i32 = call %sometimes(v3, v2, v0) @50:12
//|     return v4 @50:5
//| }
//|
//| function %divided -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = int.i32 0 @58:5
//|     v3: i32 = int.i32 10 @59:16
//|     v4: i32 = data_addr %zero @60:13
//|     v5: i32 = int.i32 1 @58:25
//|     v6: i32 = icmp.sgt v1, v2 @58:19
//|     branch v6, block3, block5(v2) @58:19
//| block1:
//|     v7: i32 = sdiv v0, v13 @61:20
//|     v8: i32 = add v16, v7 @61:15
//|     jump block2(v8) @61:15
//| block2(v9: i32):
//|     v10: i32 = add v15, v5 @58:25
//|     v11: i32 = icmp.slt v10, v1 @58:19
//|     branch v11, block4(v9, v10), block5(v9) @58:19
//| block3:
//|     v12: i32 = sdiv v0, v3 @59:16
//|     v13: i32 = load.i32 v4 @60:13
//|     jump block4(v2, v2) @58:19
//| block4(v14: i32, v15: i32):
//|     v16: i32 = add v14, v12 @59:11
//|     branch v13, block1, block2(v16) @60:13
//| block5(v17: i32):
//|     return v17 @63:5
//| }
//|
//| data %bytes {
//|     "the quick brown fox jumps over t"
//|     "he lazy dog"
//| }
//|
//| data %image {
//|     x"0800000008"
//|     reloc 8 data %bytes
//| }
//|
//| data %count {
//|     x"03"
//| }
//|
//| data %zero {
//| }
//# run
//| row(2, 3) = 16359
//| guarded(0) = 0
//| guarded(4) = 15
//| divided(100, 7) = 70
