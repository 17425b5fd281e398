//! Programs that have to be accepted without a word.

use super::accept;

pub(crate) const PROGRAMS: &[&str] = &[
    // The streaming grayscale converter's shape.
    r#"
typedef unsigned char u8;
struct state { int have; u8 pix[2]; };
static struct state st;
static int header(const u8 *s, u8 *d) {
    int i = 0, lines = 0;
    if (s[0] != 'P' || s[1] != '6') return -1;
    d[0] = 'P'; d[1] = '5';
    for (i = 2; lines < 3; i++) { d[i] = s[i]; if (s[i] == '\n') lines++; }
    return i;
}
int gray(const u8 *src, u8 *dst, int offset, int size, struct state *state) {
    const u8 *p = src, *end = src + size;
    u8 *q = dst;
    if (!offset) { int n = header(src, dst); if (n < 0) return -1; p += n; q += n; state->have = 0; }
    while (state->have && p < end) {
        if (state->have == 2) { *q++ = (state->pix[0] >> 2) + 5 * (state->pix[1] >> 3) + (*p++ >> 3); state->have = 0; }
        else state->pix[state->have++] = *p++;
    }
    for (; p + 3 <= end; p += 3) *q++ = (p[0] >> 2) + 5 * (p[1] >> 3) + (p[2] >> 3);
    while (p < end) state->pix[state->have++] = *p++;
    st = *state;
    return (int)(q - dst);
}
"#,
    // Control that goes where a careless reader would not look.
    r#"
typedef int jmp_buf[16];
int __setjmp(void *);
void step(void);
int pick(int n) { switch (n) { case 1: return 1; break; default: return 2; break; } }
int nest(int n) { for (;;) { switch (n) { case 1: return 1; default: if (n > 3) return 3; n++; break; } } }
int again(jmp_buf at) { int done = 0; if (__setjmp(at)) done = 1; while (!done) step(); return done; }
int later(jmp_buf at) { int x; if (__setjmp(at)) return x; x = 3; step(); return 0; }
"#,
    // Declarators and types.
    r#"
int (*ops[3])(int, int);
int *(*get(int which))(char *, double);
typedef int (*fn)(const char *, ...);
fn table[2][3], *cursor = &table[0][0];
char *names[] = { "a", "bc", "d" "ef" };
int matrix[][3] = { { 1, 2, 3 }, { 4, 5, 6 }, [4] = { [1] = 9 } };
enum color { RED, GREEN = 5, BLUE } favourite = BLUE;
struct node { struct node *next; union { int i; float f; }; struct { short x, y; } at[2]; } list = { 0, { 7 }, { { 1, 2 }, { 3, 4 } } };
struct node flat = { &list, 1, 2, 3, 4, 5 };
const char *const fixed = "fix" + 1;
int *inside = &matrix[1][2], *member = &list.i;
unsigned sizes[] = { sizeof(int), sizeof matrix, sizeof(struct node), sizeof "abc" };
double numbers[] = { 1.5, .5e3, 0x1.8p1, 3, 1e-320, 1.f };
long long big = 9223372036854775807LL, mask = ~0ULL >> 1;
unsigned long long huge = 18446744073709551615u;
static int counter(void);
extern int elsewhere;
extern int array[];
int (*handler)(void) = counter;
static int counter(void) { static int n = 3; return n++ + elsewhere + array[2]; }
"#,
    // Statements.
    r#"
int f(int n) {
    int i, sum = 0;
    for (int k = 0, j = 9; k < n && j; ++k, --j) sum += k * j;
    do { if (sum & 1) continue; if (sum > 100) break; sum <<= 1; } while (sum < 1000);
    switch (n % 7) {
        case 0: sum++;
        case 1: case 2: { sum--; break; }
        default: goto out;
        while (n) { case 5: n--; }
    }
    i = sum ? n : -n, i++;
out:
    return i;
}
void g(void) { return; }
int puts(const char *s);
int main(void) {
    char buf[] = "hello";
    struct { int a; char b[4]; double c; } s = { 1, "xyz", 2.0 }, t = s, *p = &t;
    t = s; (*p).a += p->a; p->b[1]++;
    int a[3][4] = { { 1 }, 2, 3, 4, 5, { 4, 5 } };
    int big[20] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
    int *q = (int[]){ 1, 2, 3 };
    unsigned char uc = 200; signed char sc = -1; _Bool flag = q; bool other = true; size_t n = sizeof buf;
    uc += sc; uc <<= 2; flag = !flag; other = flag == other;
    float x = 1.5f; double d = x * 2; x /= 3; long double ld = d;
    void *v = q; int *r = v; const int *cr = r; char *str = buf;
    printf("%d %s %f %d %d %f %u\n", a[1][2], buf, x, uc, big[3], ld, n);
    puts(__func__);
    if (r == 0 || v != NULL || r < q + 2) putchar('x'); else if (cr) ; else for (;;) break;
    q = &a[0][0]; r = q + 3; d = r - q; r -= 2; r++; --q;
    return str[0] + (s.a ? s : t).a + (g(), 3) + *(&a[1][0] + 1) + f(3) + ((int (*)(int))f)(2) + (*f)(1) + (&f == 0);
}
"#,
    // Arrays of variable length: all lengths may agree.
    r#"
static int corner(int n, int m, int a[*][*]);
static int corner(int n, int m, int a[n][m]) { return a[n - 1][m - 1]; }
static int sum(int n, const int a[static n]) { int s = 0; for (int i = 0; i < n; i++) s += a[i]; return s; }
int f(int n) {
    int fixed[2][3] = { { 1, 2, 3 }, { 4, 5, 6 } }, (*p)[n] = fixed, (*q)[3];
    int a[n][n + 1], (*r)[n + 1] = a;
    for (int i = 0; i < n; i++) for (int j = 0; j <= n; j++) a[i][j] = i + j;
    q = p;
    if (r == a && q < p + 1 && sizeof a[0] > 4) r++;
    return corner(2, 3, fixed) + corner(n, n + 1, a) + sum(n, a[0]) + (n ? p : q)[0][1] + (*r)[0];
}
"#,
];

#[test]
fn all_programs() {
    for program in PROGRAMS.iter() {
        accept(program);
    }
}

#[test]
fn all_programs_compile() {
    for isa in [guest_abi::Isa::Portable, guest_abi::Isa::Amd64, guest_abi::Isa::Ia32] {
        for program in PROGRAMS {
            let options = crate::Options { isa, predeclared: super::builtins(), verify: true, ..Default::default() };
            if let Err(diags) = crate::compile("test.c", program, &options) {
                panic!("{isa:?}: {diags}\n{program}");
            }
        }
    }
}
