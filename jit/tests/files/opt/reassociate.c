// test opt inline simplify rotate gvn ifconvert licm carry simplify reassociate gvn dce
// call least(3)
// call greatest(4)
// call mixed(5)
// call equal(2)
// test run

static int data[12] = {5, -3, 8, 0, 2, -9, 7, 7, 1, 4, -6, 3};

/* The choice that waits for the turn before comes last. */
int least(int x)
{
    int i;

    for (i = 1; i < 12; i++) {
        int a = data[i] + 1, b = x + 1, c = data[i - 1] * 2 + i, m;

        m = a < b ? a : b;
        x = m < c ? m : c;
    }
    return x;
}

int greatest(unsigned x)
{
    int i;

    for (i = 1; i < 12; i++) {
        unsigned a = data[i], b = x / 2, c = data[i - 1] ^ i, m;

        m = b >= a ? b : a;
        x = c > m ? c : m;
    }
    return x;
}

/* The least and the greatest don't change places. */
int mixed(int x)
{
    int i;

    for (i = 1; i < 12; i++) {
        int a = data[i], b = x + 1, c = data[i - 1] + i, m;

        m = a < b ? a : b;
        x = m > c ? m : c;
    }
    return x;
}

/* The first choice is needed besides. */
int equal(int x)
{
    int i, s = 0;

    for (i = 1; i < 12; i++) {
        int a = data[i] + 1, b = x + 1, c = data[i - 1], m;

        m = a < b ? a : b;
        s = s * 3 + m;
        x = m < c ? m : c;
    }
    return x + s;
}
//# opt inline simplify rotate gvn ifconvert licm carry simplify reassociate gvn dce
//| module "reassociate.c"
//| file "reassociate.c"
//| local data %data size 48 align 4 @8:12
//| export function %least(i32) -> i32 @11:5
//| export function %greatest(u32) -> i32 @24:5
//| export function %mixed(i32) -> i32 @38:5
//| export function %equal(i32) -> i32 @52:5
//|
//| function %least -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @15:5
//|     v2: i32 = int.i32 12 @15:19
//|     v3: i32 = int.i32 2 @16:17
//|     v4: i32 = data_addr %data @16:17
//|     jump block1(v0, v1) @15:19
//| block1(v5: i32, v6: i32):
//|     v7: i32 = shl v6, v3 @16:17
//|     v8: i32 = add v4, v7 @16:17
//|     v9: i32 = load.i32 v8 @16:17
//|     v10: i32 = add v9, v1 @16:25
//|     v11: i32 = add v5, v1 @16:36
//|     v12: i32 = load.i32 v8-4 @16:45
//|     v13: i32 = shl v12, v1 @16:57
//|     v14: i32 = add v13, v6 @16:61
//|     v15: i32 = icmp.slt v10, v14 @19:15
//|     v16: i32 = select v15, v10, v14 @19:15
//|     v17: i32 = icmp.slt v16, v11 @19:15
//|     v18: i32 = select v17, v16, v11 @19:15
//|     v19: i32 = add v6, v1 @15:26
//|     v20: i32 = icmp.slt v19, v2 @15:19
//|     branch v20, block1(v18, v19), block2 @15:19
//| block2:
//|     return v18 @21:5
//| }
//|
//| function %greatest -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @28:5
//|     v2: i32 = int.i32 12 @28:19
//|     v3: i32 = int.i32 2 @29:22
//|     v4: i32 = data_addr %data @29:22
//|     jump block1(v0, v1) @28:19
//| block1(v5: i32, v6: i32):
//|     v7: i32 = shl v6, v3 @29:22
//|     v8: i32 = add v4, v7 @29:22
//|     v9: i32 = load.i32 v8 @29:22
//|     v10: i32 = lshr v5, v1 @29:37
//|     v11: i32 = load.i32 v8-4 @29:46
//|     v12: i32 = xor v11, v6 @29:58
//|     v13: i32 = icmp.ugt v9, v12 @32:15
//|     v14: i32 = select v13, v9, v12 @32:15
//|     v15: i32 = icmp.ugt v14, v10 @32:15
//|     v16: i32 = select v15, v14, v10 @32:15
//|     v17: i32 = add v6, v1 @28:26
//|     v18: i32 = icmp.slt v17, v2 @28:19
//|     branch v18, block1(v16, v17), block2 @28:19
//| block2:
//|     return v16 @34:5
//| }
//|
//| function %mixed -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @42:5
//|     v2: i32 = int.i32 12 @42:19
//|     v3: i32 = int.i32 2 @43:17
//|     v4: i32 = data_addr %data @43:17
//|     jump block1(v0, v1) @42:19
//| block1(v5: i32, v6: i32):
//|     v7: i32 = shl v6, v3 @43:17
//|     v8: i32 = add v4, v7 @43:17
//|     v9: i32 = load.i32 v8 @43:17
//|     v10: i32 = add v5, v1 @43:32
//|     v11: i32 = load.i32 v8-4 @43:41
//|     v12: i32 = add v11, v6 @43:53
//|     v13: i32 = icmp.slt v9, v10 @45:15
//|     v14: i32 = select v13, v9, v10 @45:15
//|     v15: i32 = icmp.sgt v14, v12 @46:15
//|     v16: i32 = select v15, v14, v12 @46:15
//|     v17: i32 = add v6, v1 @42:26
//|     v18: i32 = icmp.slt v17, v2 @42:19
//|     branch v18, block1(v16, v17), block2 @42:19
//| block2:
//|     return v16 @48:5
//| }
//|
//| function %equal -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @56:5
//|     v2: i32 = int.i32 1 @56:5
//|     v3: i32 = int.i32 12 @56:19
//|     v4: i32 = int.i32 2 @57:17
//|     v5: i32 = data_addr %data @57:17
//|     v6: i32 = int.i32 3 @60:15
//|     jump block1(v1, v0, v2) @56:19
//| block1(v7: i32, v8: i32, v9: i32):
//|     v10: i32 = shl v9, v4 @57:17
//|     v11: i32 = add v5, v10 @57:17
//|     v12: i32 = load.i32 v11 @57:17
//|     v13: i32 = add v12, v2 @57:25
//|     v14: i32 = add v8, v2 @57:36
//|     v15: i32 = load.i32 v11-4 @57:45
//|     v16: i32 = icmp.slt v13, v14 @59:15
//|     v17: i32 = select v16, v13, v14 @59:15
//|     v18: i32 = mul v7, v6 @60:15
//|     v19: i32 = add v18, v17 @60:19
//|     v20: i32 = icmp.slt v17, v15 @61:15
//|     v21: i32 = select v20, v17, v15 @61:15
//|     v22: i32 = add v9, v2 @56:26
//|     v23: i32 = icmp.slt v22, v3 @56:19
//|     branch v23, block1(v19, v21, v22), block2 @56:19
//| block2:
//|     v24: i32 = add v21, v19 @63:14
//|     return v24 @63:5
//| }
//|
//| data %data {
//|     x"05000000fdffffff080000000000000002000000f7ffffff0700000007000000"
//|     x"0100000004000000faffffff03"
//| }
//# run
//| least(3) = -7
//| greatest(4) = -15
//| mixed(5) = 5
//| equal(2) = -161539
