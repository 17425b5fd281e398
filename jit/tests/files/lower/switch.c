// test lower
int f(int x)
{
    switch (x) {
    case 1: return 10;
    case 2: x++;
    default: return x;
    case 5: break;
    }
    return 0;
}
//# lower
//| module "switch.c"
//| file "switch.c"
//| export function %f(i32) -> i32 @2:5
//|
//| function %f -> i32 {
//| block0(v0: i32):
//|     switch v0 [1: block1, 2: block2, 5: block4] default block3(v0) @4:13
//| block1:
//|     v1: i32 = int.i32 10 @5:13
//|     return v1 @5:13
//| block2:
//|     v2: i32 = int.i32 1 @6:14
//|     v3: i32 = add v0, v2 @6:14
//|     jump block3(v3) @7:5
//| block3(v4: i32):
//|     return v4 @7:14
//| block4:
//|     v5: i32 = int.i32 0 @10:5
//|     return v5 @10:5
//| }
