#define f(a) a*g
#define g(a) f(a)
f(2)(9)
#undef f
#undef g
#define EMPTY
#define AA BB
#define BB AA
AA BB
#define NIL(xxx) xxx
#define G_0(arg) NIL(G_1)(arg)
#define G_1(arg) NIL(arg)
G_0(42)
#define foo2(x) bar x
foo2(foo2) (2)
#define m1 m2(
#define m2(x) <x>
m1 3)
#define REC(x) x REC
REC(1)(2)(3)
#define EVAL(...) EVAL1(EVAL1(EVAL1(__VA_ARGS__)))
#define EVAL1(...) EVAL2(EVAL2(EVAL2(__VA_ARGS__)))
#define EVAL2(...) __VA_ARGS__
#define DEFER(id) id EMPTY2()
#define EMPTY2()
#define OBSTRUCT(...) __VA_ARGS__ DEFER(EMPTY2)()
#define RI() RR
#define RR(n) n OBSTRUCT(RI)()(n+1)
EVAL(RR(0))
