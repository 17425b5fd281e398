_Static_assert(sizeof(int) == 8, "int has 8 bytes");
_Static_assert(1 > 2);
int f(int n) {
    _Static_assert(n, "not constant");
    return _Generic(n, float: 1, char *: 2);
}
int g(int n) { return _Generic(n, int: 1, int: 2, default: 3, default: 4); }
_Alignas(3) int x;
int wide = L"a" u"b";
int chars = L'ab' + '\xfff' + u'\x12345';
struct s { int n; _Static_assert(0, "in a struct"); };
enum e unknown;
enum { FIRST = 1 } again;
_Complex double z;
