#define ONE 1
#define ONE 1
#define ONE 2
#define F(x) x
#define F(y) y
#undef ONE extra
#define ONE 3
#undef __FILE__
#define __STDC__ 2
int a = ONE;
