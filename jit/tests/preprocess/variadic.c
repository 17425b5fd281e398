#define EMPTY
#define foo() bar
foo()
foo
()
#define LPAREN (
#define RPAREN )
#define F(x, y) x + y
#define ELLIP_FUNC(...) __VA_ARGS__
ELLIP_FUNC(F, LPAREN, 'a', 'b', RPAREN);
#define e1(fmt, ...) printf(fmt, ## __VA_ARGS__)
e1("a") e1("a",) e1("a", 1) e1("a", 1, 2) e1("a", EMPTY)
#define e2(...) p(a, ## __VA_ARGS__)
e2() e2(1) e2(,)
#define e3(args...) q(args)
e3(1,2) e3()
#define e4(fmt, args...) q(fmt, ## args)
e4(x) e4(x,) e4(x, y,z)
#define v(x, ...) f(x __VA_OPT__(,) __VA_ARGS__)
v(1) v(1,) v(1,2) v(1,EMPTY) v(1, EMPTY EMPTY, )
#define v2(x,...) a ## __VA_OPT__(x) ## b
v2(1) v2(1,2)
#define v3(x,...) #__VA_OPT__(x x)
