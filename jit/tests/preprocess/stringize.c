#define EMPTY
#define ELLIP_FUNC(...) __VA_ARGS__
#define xs(x) s(x)
#define s(x) #x
s( a  b	c ) s(  ) s("a\n\"b" 'c\'' '"') s(a/**/b) s(a
b)
xs(EMPTY a EMPTY b EMPTY) xs([EMPTY]) xs([ EMPTY ])
#define G(x) [x]
#define G2(x) [ x ]
#define G3(x) [x ]
xs(G( 1 )) xs(G2(1)) xs(G3(1)) xs(G()) xs(G2()) xs(-G(-1)) xs(G(EMPTY))
#define H(x) x x
xs(H( 1 )) xs(H(1)) xs(1H(1)) xs((H(1)))
__LINE__ xs(__LINE__)
#define L() __LINE__
L(
) L() ELLIP_FUNC(
__LINE__,
L()
)
xs(__FILE__)
#line 100 "foo\\bar.c"
__LINE__ __FILE__
L()
