// test opt simplify gvn ifconvert dce
// call least(3, -2, 7)
// call least(3, 9, -7)
// call clamp(300)
// call clamp(-5)
// call clamp(77)
// call digit(48)
// call digit(57)
// call digit(58)
// call digit(-1)
// call letter(96)
// call letter(97)
// call letter(122)
// call letter(123)
// call absolute(-2147483648)
// call absolute(-5)
// call count(100)
// call stays(0, 1)
// call outside(5)
// call outside(10)
// call outside(-1)
// test run

static int table[4] = {3, 1, 2, 5};

int least(int a, int b, int c)
{
    int m = a < b ? a : b;

    return m < c ? m : c;
}

int clamp(int x)
{
    if (x < 0)
        x = 0;
    if (x > 255)
        x = 255;
    return x;
}

int digit(int c)
{
    if (c >= '0' && c <= '9')
        return table[c & 3];
    return -table[1];
}

int letter(unsigned char c)
{
    if (c < 'a' || c > 'z')
        return table[c & 3];
    return -table[1];
}

int absolute(int x)
{
    return x < 0 ? -x : x;
}

int count(int n)
{
    int i, odd = 0;

    for (i = 0; i < n; i++)
        if (i * i % 7 == 1)
            odd++;
    return odd;
}

/* A load may trap, and three choices are one too many. */
int stays(int *p, int n)
{
    int a = 1, b = 2, c = 3, x = 0;

    if (p)
        x = *p;
    if (n)
        a = 4, b = 5, c = 6;
    return x + a * b * c;
}

int outside(int x)
{
    if (x < 0 || x >= 10)
        return table[x & 3];
    return x;
}
//# opt simplify gvn ifconvert dce
//| module "ifconvert.c"
//| file "ifconvert.c"
//| local data %table size 16 align 4 @24:12
//| export function %least(i32, i32, i32) -> i32 @26:5
//| export function %clamp(i32) -> i32 @33:5
//| export function %digit(i32) -> i32 @42:5
//| export function %letter(u8) -> i32 @49:5
//| export function %absolute(i32) -> i32 @56:5
//| export function %count(i32) -> i32 @61:5
//| export function %stays(ptr, i32) -> i32 @72:5
//| export function %outside(i32) -> i32 @83:5
//|
//| function %least -> i32 {
//| block0(v0: i32, v1: i32, v2: i32):
//|     v3: i32 = icmp.slt v0, v1 @28:15
//|     v4: i32 = select v3, v0, v1 @28:15
//|     v5: i32 = icmp.slt v4, v2 @30:14
//|     v6: i32 = select v5, v4, v2 @30:14
//|     return v6 @30:5
//| }
//|
//| function %clamp -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @35:11
//|     v2: i32 = int.i32 255 @37:11
//|     v3: i32 = icmp.slt v0, v1 @35:11
//|     v4: i32 = select v3, v1, v0 @35:11
//|     v5: i32 = icmp.sgt v4, v2 @37:11
//|     v6: i32 = select v5, v2, v4 @37:11
//|     return v6 @39:5
//| }
//|
//| function %digit -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 3 @45:24
//|     v2: i32 = int.i32 2 @45:16
//|     v3: i32 = data_addr %table @45:16
//|     v4: i32 = int.i32 -48 @44:11
//|     v5: i32 = add v0, v4 @44:11
//|     v6: i32 = int.i32 9 @44:11
//|     v7: i32 = icmp.ule v5, v6 @44:11
//|     branch v7, block1, block2 @44:11
//| block1:
//|     v8: i32 = and v0, v1 @45:24
//|     v9: i32 = shl v8, v2 @45:16
//|     v10: i32 = add v3, v9 @45:16
//|     v11: i32 = load.i32 v10 @45:16
//|     return v11 @45:9
//| block2:
//|     v12: i32 = load.i32 v3+4 @46:13
//|     v13: i32 = neg v12 @46:13
//|     return v13 @46:5
//| }
//|
//| function %letter -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 3 @52:24
//|     v2: i32 = int.i32 2 @52:16
//|     v3: i32 = data_addr %table @52:16
//|     v4: i32 = zext8 v0 @49:5
//|     v5: i32 = int.i32 -97 @51:11
//|     v6: i32 = add v4, v5 @51:11
//|     v7: i32 = int.i32 25 @51:11
//|     v8: i32 = icmp.ule v6, v7 @51:11
//|     branch v8, block2, block1 @51:11
//| block1:
//|     v9: i32 = and v4, v1 @52:24
//|     v10: i32 = shl v9, v2 @52:16
//|     v11: i32 = add v3, v10 @52:16
//|     v12: i32 = load.i32 v11 @52:16
//|     return v12 @52:9
//| block2:
//|     v13: i32 = load.i32 v3+4 @53:13
//|     v14: i32 = neg v13 @53:13
//|     return v14 @53:5
//| }
//|
//| function %absolute -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @58:14
//|     v2: i32 = icmp.slt v0, v1 @58:14
//|     v3: i32 = neg v0 @58:21
//|     v4: i32 = select v2, v3, v0 @58:14
//|     return v4 @58:5
//| }
//|
//| function %count -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 0 @65:5
//|     v2: i32 = int.i32 7 @66:19
//|     v3: i32 = int.i32 1 @66:23
//|     jump block1(v1, v1) @65:5
//| block1(v4: i32, v5: i32):
//|     v6: i32 = icmp.slt v5, v0 @65:19
//|     branch v6, block2, block3 @65:19
//| block2:
//|     v7: i32 = mul v5, v5 @66:15
//|     v8: i32 = srem v7, v2 @66:19
//|     v9: i32 = icmp.eq v8, v3 @66:23
//|     v10: i32 = add v4, v3 @67:16
//|     v11: i32 = select v9, v10, v4 @66:23
//|     v12: i32 = add v5, v3 @65:25
//|     jump block1(v11, v12) @65:25
//| block3:
//|     return v4 @68:5
//| }
//|
//| function %stays -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = int.i32 0 @76:9
//|     v3: i32 = int.i32 3 @78:9
//|     v4: i32 = int.i32 2 @78:9
//|     v5: i32 = int.i32 1 @78:9
//|     v6: i32 = int.i32 6 @79:25
//|     v7: i32 = int.i32 5 @79:25
//|     v8: i32 = int.i32 4 @79:25
//|     branch v0, block1, block2(v2) @76:9
//| block1:
//|     v9: i32 = load.i32 v0 @77:13
//|     jump block2(v9) @77:11
//| block2(v10: i32):
//|     branch v1, block3, block4(v3, v4, v5) @78:9
//| block3:
//|     jump block4(v6, v7, v8) @79:25
//| block4(v11: i32, v12: i32, v13: i32):
//|     v14: i32 = mul v13, v12 @80:18
//|     v15: i32 = mul v14, v11 @80:22
//|     v16: i32 = add v10, v15 @80:14
//|     return v16 @80:5
//| }
//|
//| function %outside -> i32 {
//| block0(v0: i32):
//|     v1: i32 = int.i32 3 @86:24
//|     v2: i32 = int.i32 2 @86:16
//|     v3: i32 = data_addr %table @86:16
//|     v4: i32 = int.i32 9 @85:11
//|     v5: i32 = icmp.ule v0, v4 @85:11
//|     branch v5, block2, block1 @85:11
//| block1:
//|     v6: i32 = and v0, v1 @86:24
//|     v7: i32 = shl v6, v2 @86:16
//|     v8: i32 = add v3, v7 @86:16
//|     v9: i32 = load.i32 v8 @86:16
//|     return v9 @86:9
//| block2:
//|     return v0 @87:5
//| }
//|
//| data %table {
//|     x"03000000010000000200000005"
//| }
//# run
//| least(3, -2, 7) = -2
//| least(3, 9, -7) = -7
//| clamp(300) = 255
//| clamp(-5) = 0
//| clamp(77) = 77
//| digit(48) = 3
//| digit(57) = 1
//| digit(58) = -1
//| digit(-1) = -1
//| letter(96) = 3
//| letter(97) = -1
//| letter(122) = -1
//| letter(123) = 5
//| absolute(-2147483648) = -2147483648
//| absolute(-5) = 5
//| count(100) = 29
//| stays(0, 1) = 120
//| outside(5) = 5
//| outside(10) = 2
//| outside(-1) = 5
