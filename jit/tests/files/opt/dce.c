// test lower
// test opt dce
// call count(5)
// test run

int unused(int *p, int n) {
    int kept = 1;
    int self = 0;
    for (int i = 0; i < n; i++)
        self = self * 3 + p[i];
    volatile int *port = (volatile int *)p;
    (void)*port;
    return kept;
}

int count(int n) {
    int sum = 0, other = 7;
    while (n--) {
        other += n / (n + 1);
        sum += n;
    }
    return sum;
}
//# lower
//| module "dce.c"
//| file "dce.c"
//| export function %unused(ptr, i32) -> i32 @6:5
//| export function %count(i32) -> i32 @16:5
//|
//| function %unused -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = int.i32 0 @9:5
//|     jump block1(v2) @9:5
//| block1(v3: i32):
//|     v4: i32 = icmp.slt v3, v1 @9:23
//|     branch v4, block2, block3 @9:23
//| block2:
//|     v5: i32 = int.i32 2 @10:27
//|     v6: i32 = shl v3, v5 @10:27
//|     v7: i32 = add v0, v6 @10:27
//|     v8: i32 = load.i32 v7 @10:27
//|     v9: i32 = int.i32 1 @9:29
//|     v10: i32 = add v3, v9 @9:29
//|     jump block1(v10) @9:29
//| block3:
//|     v11: i32 = volatile load.i32 v0 @12:11
//|     v12: i32 = int.i32 1 @13:5
//|     return v12 @13:5
//| }
//|
//| function %count -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @18:5
//|     jump block1(v1, v0) @18:5
//| block1(v2: i32, v3: i32):
//|     v4: i32 = int.i32 -1 @18:13
//|     v5: i32 = add v3, v4 @18:13
//|     branch v3, block2, block3 @18:13
//| block2:
//|     v6: i32 = sdiv v5, v3 @19:20
//|     v7: i32 = add v2, v5 @20:13
//|     jump block1(v7, v5) @20:13
//| block3:
//|     return v2 @22:5
//| }
//# opt dce
//| module "dce.c"
//| file "dce.c"
//| export function %unused(ptr, i32) -> i32 @6:5
//| export function %count(i32) -> i32 @16:5
//|
//| function %unused -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = int.i32 0 @9:5
//|     jump block1(v2) @9:5
//| block1(v3: i32):
//|     v4: i32 = icmp.slt v3, v1 @9:23
//|     branch v4, block2, block3 @9:23
//| block2:
//|     v5: i32 = int.i32 1 @9:29
//|     v6: i32 = add v3, v5 @9:29
//|     jump block1(v6) @9:29
//| block3:
//|     v7: i32 = volatile load.i32 v0 @12:11
//|     v8: i32 = int.i32 1 @13:5
//|     return v8 @13:5
//| }
//|
//| function %count -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @18:5
//|     jump block1(v1, v0) @18:5
//| block1(v2: i32, v3: i32):
//|     v4: i32 = int.i32 -1 @18:13
//|     v5: i32 = add v3, v4 @18:13
//|     branch v3, block2, block3 @18:13
//| block2:
//|     v6: i32 = sdiv v5, v3 @19:20
//|     v7: i32 = add v2, v5 @20:13
//|     jump block1(v7, v5) @20:13
//| block3:
//|     return v2 @22:5
//| }
//# run
//| count(5) = 10
