// What is in of C11, C23 and GNU C.
#include <stddef.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

#define KIND(x) _Generic((x), int: 1, char *: 2, const char *: 3, double: 4, default: 9)

int test_generic(void) {
    const int n = 0;
    char a[3] = "";
    CHECK(KIND(n) == 1 && KIND(a) == 2 && KIND("s") == 2 && KIND((const char *)a) == 3 && KIND(1.0) == 4);
    CHECK(KIND(1u) == 9 && _Generic(&a, char (*)[3]: 1, default: 0) == 1 && _Generic('c', char: 1, int: 2) == 2);
    return 0;
}

int test_typeof(void) {
    int n = 3;
    typeof(n) m = 4;
    __typeof__(&n) p = &m;
    typeof(int[3]) a = { 1, 2, 3 };
    CHECK(*p == 4 && sizeof a == 12 && sizeof(typeof(n + 1ll)) == 8);
    return 0;
}

int test_statement_expressions(void) {
    int n = ({ int a = 3, b = 4; a * b; });
    CHECK(n == 12 && ({ n++; n; }) == 13 && ({ struct { int x, y; } s = { 1, 2 }; s; }).y == 2);
    ({ if (n) n = 1; });
    CHECK(n == 1);
    return 0;
}

int test_conditional_without_middle(void) {
    int n = 5;
    CHECK((n++ ?: 9) == 5 && n == 6 && (0 ?: 9) == 9);
    return 0;
}

static int run(const char *code) {
    static void *const labels[] = { &&stop, &&up, &&twice };
    int n = 1;
    goto *labels[(int)*code++];
up:
    n++;
    goto *labels[(int)*code++];
twice:
    n *= 2;
    goto *labels[(int)*code++];
stop:
    return n;
}

int test_labels_as_values(void) {
    CHECK(run("\1\2\1\0") == 5 && run("") == 1);
    return 0;
}

static int class(int c) {
    switch (c) {
    case '0' ... '9': return 1;
    case 'a' ... 'z': case 'A' ... 'Z': return 2;
    default: return 3;
    }
}

int test_case_ranges(void) {
    CHECK(class('5') == 1 && class('0') == 1 && class('z') == 2 && class('Q') == 2 && class(' ') == 3);
    return 0;
}

int test_zero_length_arrays(void) {
    struct s { int n; int rest[0]; };
    CHECK(sizeof(struct s) == 4 && sizeof(int[0]) == 0);
    return 0;
}

int test_empty_structs(void) {
    struct s {};
    struct s a, b = a;
    CHECK(sizeof(struct s) == 0);
    return 0;
}

int test_void_arithmetic(void) {
    char a[4] = { 1, 2, 3, 4 };
    void *p = a;
    p += 2, p++;
    CHECK(*(char *)p == 4 && p - (void *)a == 3 && sizeof(void) == 1);
    return 0;
}

int test_other_spellings(void) {
    __const int a = 1;
    __volatile__ int b = 2;
    __signed__ char c = -1;
    int *__restrict p = &((__extension__ (int[]){ 3 })[0]);
    CHECK(a + b + c + *p == 5 && __alignof__(double) == 8 && sizeof(__typeof(a)) == 4);
    return 0;
}
static __inline__ int unused(void) { return 1; }

struct __attribute__((packed)) packed { char c; int i; short s; };
struct aligned { char c; } __attribute__((aligned(8)));
struct member { char c; int i __attribute__((packed)); char d __attribute__((aligned(4))); };

int test_packed_and_aligned(void) {
    struct packed p = { 1, 0x01020304, 5 };
    static char a __attribute__((aligned(32)));
    CHECK(sizeof p == 7 && offsetof(struct packed, s) == 5 && p.i == 0x01020304 && p.s == 5);
    CHECK(sizeof(struct aligned) == 8 && offsetof(struct member, i) == 1 && offsetof(struct member, d) == 8);
    CHECK((unsigned)&a % 32 == 0);
    return 0;
}

static int __attribute__((noinline, unused, const)) hinted(int n __attribute__((unused))) { return n; }
static void never(void) __attribute__((__noreturn__, cold));
static void never(void) { for (;;) ; }

int test_attributes_that_hint(void) {
    int n __attribute__((unused)) = hinted(3);
    switch (n) {
    case 3: n = 4;
        __attribute__((fallthrough));
    default: n++;
    }
    CHECK(n == 5);
    return 0;
}

int test_builtin_bits(void) {
    volatile unsigned a = 0x00f00000, b = 0x80000001;
    volatile unsigned long long w = 1ull << 40;
    CHECK(__builtin_clz(a) == 8 && __builtin_ctz(a) == 20 && __builtin_popcount(b) == 2 && __builtin_parity(a) == 0);
    CHECK(__builtin_clzll(w) == 23 && __builtin_ctzll(w) == 40 && __builtin_popcountll(w | 1) == 2);
    CHECK(__builtin_clzl(1) == 31 && __builtin_ffs(0) == 0 && __builtin_ffs(b) == 1 && __builtin_ffsll(w) == 41);
    CHECK(__builtin_clrsb(-1) == 31);
    return 0;
}

int test_builtin_bswap(void) {
    volatile unsigned a = 0x01020304;
    CHECK(__builtin_bswap16(0x0102) == 0x0201 && __builtin_bswap32(a) == 0x04030201);
    CHECK(__builtin_bswap64(a) == 0x0403020100000000ull);
    return 0;
}

int test_builtin_overflow(void) {
    int r;
    unsigned u;
    long long l;
    CHECK(__builtin_add_overflow(2147483647, 1, &r) && r == -2147483647 - 1 && !__builtin_add_overflow(1, 2, &r));
    CHECK(r == 3 && __builtin_sub_overflow(1u, 2u, &u) && u == 4294967295u && !__builtin_mul_overflow(65536, 65536, &l));
    CHECK(l == 4294967296 && __builtin_mul_overflow(65536, 65536, &r) && r == 0);
    return 0;
}

int test_builtin_hints(void) {
    int n = 3;
    CHECK(__builtin_expect(n == 3, 1));
    if (n != 3) __builtin_unreachable();
    __builtin_prefetch(&n);
    CHECK(__builtin_constant_p(4) && __builtin_choose_expr(1, 5, "x") == 5);
    CHECK(__builtin_types_compatible_p(int, const int) && !__builtin_types_compatible_p(int, long));
    return 0;
}

int test_builtin_offsetof(void) {
    struct s { int a; struct { char c[3]; short d; } b[2]; };
    CHECK(__builtin_offsetof(struct s, b[1].d) == 14 && __builtin_offsetof(struct s, a) == 0);
    return 0;
}

int test_builtin_memory(void) {
    char a[8] = "abc", b[8];
    __builtin_memcpy(b, a, 4);
    CHECK(__builtin_strlen(b) == 3 && __builtin_memcmp(a, b, 4) == 0 && __builtin_strcmp(b, "abd") < 0);
    __builtin_memset(b, 'x', 2);
    CHECK(b[1] == 'x' && b[2] == 'c' && __builtin_abs(-3) == 3);
    return 0;
}

int test_builtin_floats(void) {
    volatile double x = -2.0;
    CHECK(__builtin_fabs(x) == 2 && __builtin_inf() > 1e308 && __builtin_huge_val() == __builtin_inf());
    CHECK(__builtin_isnan(__builtin_nan("")) && !__builtin_isnan(x) && __builtin_signbit(x) && __builtin_isinf(1e308 * 10));
    return 0;
}

int trap_builtin_trap(void) { // reached
    __builtin_trap();
    return 0;
}

int test_attributes_of_labels(void) {
    int n = 0;
    goto done;
    n = 1;
done: __attribute__((unused));
    CHECK(n == 0);
    return 0;
}

int test_unnamed_parameters(void) {
    int second(int, int b);
    CHECK(second(1, 2) == 2);
    return 0;
}
int second(int, int b) { return b; }

int test_labels_before_declarations(void) {
    goto here;
here:;
    int n = 4;
    switch (n) { case 4:; int m = n; CHECK(m == 4); }
    return 0;
}

static _Thread_local int for_the_thread = 3;
static __thread int for_it_too = 4;

int test_thread_local(void) {
    CHECK(for_the_thread + for_it_too == 7);
    return 0;
}

#pragma pack(push, 1)
struct tight { char c; int i; short s; };
#pragma pack(2)
struct halves { char c; int i; };
#pragma pack(pop)
struct loose { char c; int i; };

int test_pragma_pack(void) {
    CHECK(sizeof(struct tight) == 7 && offsetof(struct tight, i) == 1 && sizeof(struct halves) == 6 && sizeof(struct loose) == 8);
    return 0;
}

int test_casts_to_unions(void) {
    union u { int i; char *p; } a = (union u)5;
    CHECK(a.i == 5 && ((union u)"x").p[0] == 'x');
    return 0;
}

int test_casts_to_the_same_struct(void) {
    struct pair { int a, b; } p = { 3, 4 }, q;
    q = (struct pair)p;
    CHECK(q.a == 3 && ((struct pair)q).b == 4);
    return 0;
}

int test_builtin_library(void) {
    char text[16];
    CHECK(__builtin_toupper('a') == 'A' && __builtin_strspn("aab", "a") == 2 && __builtin_labs(-5L) == 5);
    __builtin_sprintf(text, "%d", 57);
    CHECK(text[0] == '5' && text[1] == '7' && text[2] == 0);
    return 0;
}

static void *find(int *a, int n, int wanted) {
#define FOUND(array, count, value) ({ \
    __label__ found; int i_ = 0; \
    for (; i_ < (count); i_++) if ((array)[i_] == (value)) goto found; \
    i_ = -1; \
found: i_; })
    int first = FOUND(a, n, wanted), second = FOUND(a + 1, n - 1, wanted);
    return first >= 0 && second >= 0 ? a + first : 0;
}

int test_local_labels(void) {
    int a[4] = { 1, 2, 2, 3 }, n = 0;
    CHECK(find(a, 4, 2) == a + 1 && find(a, 4, 3) == a + 3 && find(a, 4, 9) == 0);
    {
        __label__ end;
        if (n == 0) goto end;
        n = 1;
    end:
        n += 2;
    }
    goto end;
    n = 9;
end:
    CHECK(n == 2);
    return 0;
}

typedef int over __attribute__((aligned(16)));
typedef long long under __attribute__((aligned(2)));
typedef struct { char c[3]; } __attribute__((aligned(4))) three;
static char before_loose;
static over loose;

int test_aligned_typedefs(void) {
    struct { char c; over n; } a;
    struct { char c; under n; } b;
    struct { char c; over *p; } c;
    CHECK(sizeof a == 32 && offsetof(struct { char c; over n; }, n) == 16 && __alignof__(over) == 16);
    CHECK(sizeof b == 10 && __alignof__(under) == 2 && sizeof c == 8 && sizeof(three) == 4);
    CHECK(((unsigned)&loose & 15) == 0 && sizeof loose == 4 && before_loose == 0);
    a.n = 1, b.n = 2, c.p = &a.n;
    CHECK(*c.p + b.n == 3);
    return 0;
}

static int global __attribute__((aligned(64)));
void function(void) __attribute__((aligned(256)));
void function(void) { }

int test_alignof_variables(void) {
    _Alignas(32) char local = 1;
    CHECK(__alignof__(global) == 64 && __alignof__(local) == 32 && __alignof__(function) == 256);
    CHECK(((unsigned)&global & 63) == 0 && ((unsigned)&local & 31) == 0 && local);
    return 0;
}

typedef unsigned int byte __attribute__((mode(QI)));
typedef int wide __attribute__((__mode__(__DI__)));
typedef float real __attribute__((mode(DF)));

int test_modes(void) {
    unsigned half __attribute__((mode(HI))) = 65537;
    byte small = 257;
    CHECK(sizeof(byte) == 1 && sizeof(wide) == 8 && sizeof(real) == 8 && half == 1 && small == 1);
    CHECK((byte)-1 > 0 && (wide)-1 < 0);
    return 0;
}

__attribute__((weak)) int replaceable(void) { return 4; }
int test_weak_definitions(void) {
    CHECK(replaceable() == 4);
    return 0;
}

static int real_name(int n) { return n + 1; }
static int shared[2] = { 5, 6 };
extern int other_name(int n) __attribute__((alias("real_name")));
extern int other_shared[2] __attribute__((alias("shared")));
int test_aliases(void) {
    other_shared[1] = 7;
    CHECK(other_name(3) == 4 && shared[1] == 7 && &other_shared[0] == shared);
    return 0;
}

int first_name(int n) asm("second_name");
int caller(void) { return first_name(2); }
int first_name(int n) { return 2 * n; }
int third_name(int n) asm("second_name");
extern unsigned length(const char *) __asm__("strlen");
int test_names_for_the_linker(void) {
    CHECK(caller() == 4 && third_name(4) == 8 && length("four") == 4);
    return 0;
}

static int evaluated;
static int *next(int *p) { evaluated++; return p; }
int test_empty_assembly(void) {
    int a = 3, b = 4, c, d[2] = { 8, 9 };
    long long wide = 1ll << 40;
    double real = 1.5;
    struct { int x, y; } s = { 1, 2 };
    asm("");
    __asm__ volatile("" : : : "memory");
    asm volatile("" : "+r"(a), "+m"(b), "+g"(wide), "+r"(*next(d)) : "r"(real), "m"(s), "i"(3), "g"(d) : "cc", "memory");
    asm("" : "=r"(c) : "0"(a + b));
    asm("# a comment\n\t" : [to] "=r"(s.x) : "[to]"(c));
    asm volatile("" : : "r"(&a), "X"(real) :);
    CHECK(a == 3 && b == 4 && c == 7 && wide == 1ll << 40 && real == 1.5 && s.x == 7 && d[0] == 8 && evaluated == 1);
    return 0;
}

asm("");

int test_builtin_frames(void) {
    char here, *frame = __builtin_frame_address(0);
    CHECK(frame - &here < 4096 && &here - frame < 4096);
    return 0;
}

int own_builtin_return_address(void) {
    return __builtin_return_address(0) != 0 || __builtin_frame_address(1) != 0;
}

int test_builtin_classify_type(void) {
    struct { int a; } s;
    union { int a; } u;
    CHECK(__builtin_classify_type(1) == 1 && __builtin_classify_type("a") == 5 && __builtin_classify_type(1.0f) == 8);
    CHECK(__builtin_classify_type(s) == 12 && __builtin_classify_type(u) == 13);
    return 0;
}

static void *jump_buffer[5];

static void jump_back(void *buffer) { __builtin_longjmp(buffer, 1); }

int test_builtin_setjmp(void) {
    void *local[5];
    volatile int times = 0;
    int before = 7;
    if (!__builtin_setjmp(jump_buffer)) {
        times = 1;
        jump_back(jump_buffer);
    }
    CHECK(times == 1 && before == 7);
    if (__builtin_setjmp(local) == 0) {
        if (__builtin_setjmp(jump_buffer) == 0) {
            times = 2;
            jump_back(jump_buffer);
        }
        times++;
        jump_back(local);
    }
    CHECK(times == 3);
    return 0;
}

int test_packed_enums(void) {
    enum __attribute__((packed)) small { SMALL, BIG = 255 };
    enum { NEGATIVE = -1, MIDDLE = 200 } __attribute__((packed)) n = MIDDLE;
    enum { WIDE = 70000 } __attribute__((packed)) w = WIDE;
    struct { enum small a, b; } s = { BIG, SMALL };
    CHECK(sizeof(enum small) == 1 && sizeof n == 2 && sizeof w == 4 && sizeof s == 2);
    CHECK(s.a == BIG && s.a > 0 && n == 200 && w == 70000);
    return 0;
}
