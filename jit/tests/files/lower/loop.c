// test lower
int sum(const int *p, int n)
{
    int s = 0;
    for (int i = 0; i < n; i++) s += p[i];
    return s;
}
//# lower
//| module "loop.c"
//| file "loop.c"
//| export function %sum(ptr, i32) -> i32 @2:5
//|
//| function %sum -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = int.i32 0 @5:5
//|     jump block1(v2, v2) @5:5
//| block1(v3: i32, v4: i32):
//|     v5: i32 = icmp.slt v4, v1 @5:23
//|     branch v5, block2, block3 @5:23
//| block2:
//|     v6: i32 = int.i32 2 @5:38
//|     v7: i32 = shl v4, v6 @5:38
//|     v8: i32 = add v0, v7 @5:38
//|     v9: i32 = load.i32 v8 @5:38
//|     v10: i32 = add v3, v9 @5:35
//|     v11: i32 = int.i32 1 @5:29
//|     v12: i32 = add v4, v11 @5:29
//|     jump block1(v10, v12) @5:29
//| block3:
//|     return v3 @6:5
//| }
