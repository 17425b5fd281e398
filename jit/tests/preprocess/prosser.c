/* Cases of the algorithm in which implementations have differed. */
#define NIL(xxx) xxx
#define G_0(arg) NIL(G_1)(arg)
#define G_1(arg) NIL(arg)
G_0(42)
#define f(x) x f
f(1)(2)(3)
#define t(a) a
#define u t(
u t)(1)
#define AB BA(
#define BA(x) <x AB>
AB 1) BA(2)
#define obj obj2 obj
#define obj2 obj obj2
obj obj2
#define id(x) x
id(id)(id)(1) id(id(id)(1)) id(obj)
#define swap(a, b) b a
swap(id, (1)) swap(swap, (1, 2)) id(swap(id, (3)))
#define comma ,
#define two(a, b) [a|b]
#define ind(x) two(x)
ind(1 comma 2)
#define nothing
#define call(f, ...) f(__VA_ARGS__)
call(two, 1, 2) call(call, two, 1, 2) call(nothing) call(nothing nothing, 1)
#define inner(x) outer(x)
#define outer(x) inner(x) + 1
outer(5) inner(6)
#define const_ const
#define int long
#define return goto
const_ int x; return y;
#define if(x) while (x)
if (1) if ;
#define defer(m) m nothing
defer(id)(7) id(defer(id)(8))
#define foo foo a
foo id(foo) id(id(foo))
