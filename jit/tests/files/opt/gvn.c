// test opt gvn dce
// call forward(3, 4)
// call loops(5)
// call kept(0)
// test run

struct pair {
    int a, b;
};

static int table[8], other[8];

/* Sums, loads and divisions are done once; a store of what is there already goes. */
int same(int *p, int i, int j)
{
    int x = p[i] + p[i] * (i + j);

    p[i] = p[i];
    return x + (j + i) + i / j + i / j;
}

/* What was stored is what is loaded; the first store to `a` is overwritten. */
int forward(int a, int b)
{
    struct pair s;
    unsigned char low;

    s.a = a;
    s.b = b;
    s.a = s.b * 2;
    *(unsigned char *)&low = s.a + 300;
    table[2] = s.a;
    other[2] = 7;
    return s.a + low + table[2];
}

/* Unknown pointers may be each other, variables may not; a pointer may be a variable. */
int apart(int *p, int *q)
{
    int x = *p + table[1];

    *q = 5;
    other[1] = 6;
    return x + *p + table[1];
}

/* The loop does not write what is read in it. */
int loops(int n)
{
    int i, sum = 0;

    table[3] = n;
    for (i = 0; i < table[3]; i++)
        other[i & 7] = sum += table[3];
    return sum;
}

/* All of this stays: volatile, and memory that a call may see. */
void sink(int *p)
{
    if (p)
        *p += 1;
}

int kept(int n)
{
    volatile int v = n;
    int w = n;

    w = v + v;
    sink(&w);
    v = 1;
    v = 2;
    return w + v;
}
//# opt gvn dce
//| module "gvn.c"
//| file "gvn.c"
//| export function %same(ptr, i32, i32) -> i32 @14:5
//| local data %table size 32 align 4 @11:12
//| local data %other size 32 align 4 @11:22
//| export function %forward(i32, i32) -> i32 @23:5
//| export function %apart(ptr, ptr) -> i32 @38:5
//| export function %loops(i32) -> i32 @48:5
//| export function %sink(ptr) @59:6
//| export function %kept(i32) -> i32 @65:5
//|
//| function %same -> i32 {
//| block0(v0: i32, v1: i32, v2: i32):
//|     v3: i32 = int.i32 2 @16:13
//|     v4: i32 = shl v1, v3 @16:13
//|     v5: i32 = add v0, v4 @16:13
//|     v6: i32 = load.i32 v5 @16:13
//|     v7: i32 = add v1, v2 @16:30
//|     v8: i32 = mul v6, v7 @16:25
//|     v9: i32 = add v6, v8 @16:18
//|     v10: i32 = add v9, v7 @19:14
//|     v11: i32 = sdiv v1, v2 @19:28
//|     v12: i32 = add v10, v11 @19:24
//|     v13: i32 = add v12, v11 @19:32
//|     return v13 @19:5
//| }
//|
//| function %forward -> i32 {
//|     ss0 = stack 8 align 4
//|     ss1 = stack 1 align 1
//| block0(v0: i32, v1: i32):
//|     v2: i32 = int.i32 1 @30:15
//|     v3: i32 = int.i32 300 @31:34
//|     v4: i32 = data_addr %table @32:14
//|     v5: i32 = data_addr %other @33:14
//|     v6: i32 = int.i32 7 @33:14
//|     v7: i32 = shl v1, v2 @30:15
//|     v8: i32 = add v7, v3 @31:34
//|     store.i32 v4+8, v7 @32:14
//|     store.i32 v5+8, v6 @33:14
//|     v9: i32 = zext8 v8 @34:18
//|     v10: i32 = add v7, v9 @34:16
//|     v11: i32 = add v10, v7 @34:22
//|     return v11 @34:5
//| }
//|
//| function %apart -> i32 {
//| block0(v0: i32, v1: i32):
//|     v2: i32 = data_addr %table @40:18
//|     v3: i32 = int.i32 5 @42:8
//|     v4: i32 = data_addr %other @43:14
//|     v5: i32 = int.i32 6 @43:14
//|     v6: i32 = load.i32 v0 @40:13
//|     v7: i32 = load.i32 v2+4 @40:18
//|     v8: i32 = add v6, v7 @40:16
//|     store.i32 v1, v3 @42:8
//|     store.i32 v4+4, v5 @43:14
//|     v9: i32 = load.i32 v0 @44:16
//|     v10: i32 = add v8, v9 @44:14
//|     v11: i32 = load.i32 v2+4 @44:21
//|     v12: i32 = add v10, v11 @44:19
//|     return v12 @44:5
//| }
//|
//| function %loops -> i32 {
//| block0(v0: i32):
//|     v1: i32 = data_addr %table @52:14
//|     v2: i32 = int.i32 0 @53:5
//|     v3: i32 = int.i32 7 @54:17
//|     v4: i32 = int.i32 2 @54:9
//|     v5: i32 = data_addr %other @54:9
//|     v6: i32 = int.i32 1 @53:32
//|     store.i32 v1+12, v0 @52:14
//|     jump block1(v2, v2) @53:5
//| block1(v7: i32, v8: i32):
//|     v9: i32 = icmp.slt v8, v0 @53:19
//|     branch v9, block2, block3 @53:19
//| block2:
//|     v10: i32 = and v8, v3 @54:17
//|     v11: i32 = shl v10, v4 @54:9
//|     v12: i32 = add v5, v11 @54:9
//|     v13: i32 = add v7, v0 @54:28
//|     store.i32 v12, v13 @54:22
//|     v14: i32 = add v8, v6 @53:32
//|     jump block1(v13, v14) @53:32
//| block3:
//|     return v7 @55:5
//| }
//|
//| function %sink {
//| block0(v0: i32):
//|     v1: i32 = int.i32 1 @62:12
//|     branch v0, block1, block2 @61:9
//| block1:
//|     v2: i32 = load.i32 v0 @62:12
//|     v3: i32 = add v2, v1 @62:12
//|     store.i32 v0, v3 @62:12
//|     jump block2 @62:12
//| block2:
//|     return @63:1
//| }
//|
//| function %kept -> i32 {
//|     ss0 = stack 4 align 4
//|     ss1 = stack 4 align 4
//| block0(v0: i32):
//|     v1: i32 = stack_addr ss0 @67:18
//|     v2: i32 = stack_addr ss1 @68:9
//|     v3: i32 = int.i32 1 @72:7
//|     v4: i32 = int.i32 2 @73:7
//|     volatile store.i32 v1, v0 @67:18
//|     store.i32 v2, v0 @68:9
//|     v5: i32 = volatile load.i32 v1 @70:9
//|     v6: i32 = volatile load.i32 v1 @70:13
//|     v7: i32 = add v5, v6 @70:11
//|     store.i32 v2, v7 @70:7
//|     call %sink(v2) @71:5
//|     volatile store.i32 v1, v3 @72:7
//|     volatile store.i32 v1, v4 @73:7
//|     v8: i32 = load.i32 v2 @74:12
//|     v9: i32 = volatile load.i32 v1 @74:16
//|     v10: i32 = add v8, v9 @74:14
//|     return v10 @74:5
//| }
//|
//| data %table {
//| }
//|
//| data %other {
//| }
//# run
//| forward(3, 4) = 68
//| loops(5) = 25
//| kept(0) = 3
