// What conditions become.
// test opt simplify dce
// test run
// call clamp(5, 1, 3)
// call clamp(0, 1, 3)
// call state(3)
// call nested(1, 0, 1)
// call nested(1, 1, 0)
int clamp(int x, int low, int high)
{
    int is_low = x < low && low <= high, is_high = !is_low && x > high;
    if (is_low) return low;
    if (is_high) return high;
    return x;
}

int state(int n)
{
    int state = 0, sum = 0;
    while (n-- > 0) {
        switch (state) {
        case 0: state = 1; sum += 1; break;
        case 1: state = 2; sum += 10; break;
        default: state = 0; sum += 100; break;
        }
    }
    return sum;
}

int nested(int a, int b, int c)
{
    if ((a && b) || (a && c)) {
        if (a) return 1;
        return 2;
    }
    return a ? 3 : 4;
}
//# opt simplify dce
//| module "simplify.c"
//| file "simplify.c"
//| export function %clamp(i32, i32, i32) -> i32 @9:5
//| export function %state(i32) -> i32 @17:5
//| export function %nested(i32, i32, i32) -> i32 @30:5
//|
//| function %clamp -> i32 {
//| block0(v0: i32, v1: i32, v2: i32):
//|     v3: i32 = icmp.slt v0, v1 @11:20
//|     branch v3, block1, block2 @11:20
//| block1:
//|     v4: i32 = icmp.sle v1, v2 @11:33
//|     jump block3(v4) @11:33
//| block2:
//|     v5: i32 = int.i32 0 @11:33
//|     jump block3(v5) @11:33
//| block3(v6: i32):
//|     branch v6, block5, block4 @11:53
//| block4:
//|     v7: i32 = icmp.sgt v0, v2 @11:65
//|     jump block6(v7) @11:65
//| block5:
//|     v8: i32 = int.i32 0 @11:65
//|     jump block6(v8) @11:65
//| block6(v9: i32):
//|     branch v6, block7, block8 @12:9
//| block7:
//|     return v1 @12:17
//| block8:
//|     branch v9, block9, block10 @13:9
//| block9:
//|     return v2 @13:18
//| block10:
//|     return v0 @14:5
//| }
//|
//| function %state -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @20:5
//|     jump block1(v1, v1, v0) @20:5
//| block1(v2: i32, v3: i32, v4: i32):
//|     v5: i32 = int.i32 -1 @20:13
//|     v6: i32 = add v4, v5 @20:13
//|     v7: i32 = int.i32 0 @20:16
//|     v8: i32 = icmp.sgt v4, v7 @20:16
//|     branch v8, block2, block7 @20:16
//| block2:
//|     switch v3 [0: block3, 1: block4] default block5 @21:17
//| block3:
//|     v9: i32 = int.i32 1 @22:32
//|     v10: i32 = add v2, v9 @22:32
//|     jump block6(v9, v10) @22:38
//| block4:
//|     v11: i32 = int.i32 10 @23:32
//|     v12: i32 = add v2, v11 @23:32
//|     v13: i32 = int.i32 2 @23:39
//|     jump block6(v13, v12) @23:39
//| block5:
//|     v14: i32 = int.i32 100 @24:33
//|     v15: i32 = add v2, v14 @24:33
//|     v16: i32 = int.i32 0 @24:41
//|     jump block6(v16, v15) @24:41
//| block6(v17: i32, v18: i32):
//|     jump block1(v18, v17, v6) @24:41
//| block7:
//|     return v2 @27:5
//| }
//|
//| function %nested -> i32 {
//| block0(v0: i32, v1: i32, v2: i32):
//|     branch v0, block1, block5 @32:10
//| block1:
//|     branch v1, block3, block2 @32:15
//| block2:
//|     branch v2, block3, block4 @32:27
//| block3:
//|     v3: i32 = int.i32 1 @33:16
//|     return v3 @33:16
//| block4:
//|     v4: i32 = int.i32 3 @36:12
//|     jump block6(v4) @36:12
//| block5:
//|     v5: i32 = int.i32 4 @36:12
//|     jump block6(v5) @36:12
//| block6(v6: i32):
//|     return v6 @36:5
//| }
//# run
//| clamp(5, 1, 3) = 3
//| clamp(0, 1, 3) = 1
//| state(3) = 111
//| nested(1, 0, 1) = 1
//| nested(1, 1, 0) = 1
