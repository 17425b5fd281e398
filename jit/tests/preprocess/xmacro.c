#define COLOURS(X) X(red, 0xff0000) X(green, 0x00ff00) X(blue, 0x0000ff)
#define ENUM(name, value) name,
#define NAME(name, value) #name,
#define CASE(name, value) case name: return value;
enum colour { COLOURS(ENUM) colours };
const char *names[] = { COLOURS(NAME) };
int value(enum colour c) { switch (c) { COLOURS(CASE) default: return -1; } }
#undef ENUM
#define ENUM(name, value) value + \
    /* over
       lines */ 1
int sum[] = { COLOURS(ENUM
) };
#define assert(e) ((e) ? (void)0 : fail(#e, __FILE__, __LINE__))
assert(a "b\n" == '"');
assert
(
  1
);
#define container_of(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))
container_of(x, struct y, z[1].w)
#define min(a, b) ({ __typeof__(a) _a = (a); __typeof__(b) _b = (b); _a < _b ? _a : _b; })
min(min(1, 2), min(3, min(4, 5)))
#define do_while(x) do { x; } while (0)
do_while(a = 1)
do_while((a, b))
