// <stdio.h>
#define _GNU_SOURCE
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

static char text[200];
#define FORMAT(expected, ...) CHECK(sprintf(text, __VA_ARGS__) == (int)sizeof expected - 1 && !strcmp(text, expected))

int test_printf_integers(void) {
    FORMAT("-5 7 255 377 ff FF", "%d %i %u %o %x %X", -5, 7, 255u, 255, 255, 255);
    FORMAT("-2147483648 4294967295", "%d %u", -2147483647 - 1, -1);
    FORMAT("-1 -1 255 65535 1 -1", "%hhd %hd %hhu %hu %ld %lld", 255, 65535, -1, -1, 1l, -1ll);
    FORMAT("-9223372036854775808 18446744073709551615 ff", "%lld %llu %llx", -9223372036854775807ll - 1, ~0ull, 255ull);
    FORMAT("7 -8 9", "%zu %td %jd", (size_t)7, (ptrdiff_t)-8, (intmax_t)9);
    return 0;
}

int test_printf_flags(void) {
    FORMAT("[   42][42   ][00042][+42][ 42][-0042]", "[%5d][%-5d][%05d][%+d][% d][%05d]", 42, 42, 42, 42, 42, -42);
    FORMAT("0xff 0XFF 0377 0 0", "%#x %#X %#o %#x %#o", 255, 255, 255, 0, 0);
    FORMAT("[  007][007  ][]", "[%5.3d][%-5.3d][%.0d]", 7, 7, 0);
    FORMAT("[   42][42   ][042]", "[%*d][%*d][%.*d]", 5, 42, -5, 42, 3, 42);
    return 0;
}

int test_printf_strings(void) {
    FORMAT("[abc][  abc][abc  ][ab][   ab]", "[%s][%5s][%-5s][%.2s][%5.2s]", "abc", "abc", "abc", "abc", "abc");
    FORMAT("[x][  x][x  ] 100%", "[%c][%3c][%-3c] 100%%", 'x', 'x', 'x');
    FORMAT("(null)", "%s", (char *)0);
    return 0;
}

int test_printf_pointers(void) {
    FORMAT("0x1234 (nil)", "%p %p", (void *)0x1234, (void *)0);
    return 0;
}

int test_printf_count(void) {
    int n;
    FORMAT("abcdef", "abc%ndef", &n);
    CHECK(n == 3);
    return 0;
}

int test_printf_fixed(void) {
    FORMAT("3.141593 3.14 3 3. -0.000000", "%f %.2f %.0f %#.0f %f", 3.14159265, 3.14159265, 3.14159265, 3.14159265, -0.0);
    FORMAT("0 2 2 4 1000000000000000000000.0", "%.0f %.0f %.0f %.0f %.1f", 0.5, 1.5, 2.5, 3.5, 1e21);
    FORMAT("[   1.50][1.50   ][0001.50][+1.50]", "[%7.2f][%-7.2f][%07.2f][%+.2f]", 1.5, 1.5, 1.5, 1.5);
    return 0;
}

int test_printf_exponents(void) {
    FORMAT("1.500000e+00 1.23e-05 2E+100 0.000000e+00", "%e %.2e %.0E %e", 1.5, 1.234e-5, 1.6e100, 0.0);
    return 0;
}

int test_printf_shortest(void) {
    FORMAT("0.0001 1e-05 100000 1e+06 1.5 0 3.14159", "%g %g %g %g %g %g %g", 1e-4, 1e-5, 1e5, 1e6, 1.5, 0.0, 3.14159265);
    FORMAT("1.50000 0.1 0.10000000000000001", "%#g %.1g %.17g", 1.5, 0.1, 0.1);
    return 0;
}

int test_printf_hexadecimal_floats(void) {
    FORMAT("0x1.8p+0 0x1p-1 0x0p+0 0X1.FP+3 0x1.4p+0", "%a %a %a %A %.1a", 1.5, 0.5, 0.0, 15.5, 1.25);
    return 0;
}

int test_printf_special_floats(void) {
    FORMAT("inf -INF nan [   inf]", "%f %F %g [%6f]", 1e308 * 10, -1e308 * 10, __builtin_nan(""), 1e308 * 10);
    return 0;
}

int test_printf_is_exact(void) {
    FORMAT("0.1000000000000000055511151231257827021181583404541015625", "%.55f", 0.1);
    FORMAT("4.9406564584124654e-324 1.7976931348623157e+308", "%.17g %.17g", 4.9406564584124654e-324, 1.7976931348623157e308);
    return 0;
}

int own_printf_long_double(void) {
    FORMAT("1.50", "%.2Lf", 1.5L);
    return 0;
}

int prints_printf(void) { // "hello, 42\nline two\n"
    CHECK(printf("hello, %d\n", 42) == 10 && printf("line two\n") == 9);
    return 0;
}

int prints_puts(void) { // "one\ntwo3x"
    CHECK(puts("one") >= 0 && fputs("two", stdout) >= 0 && putchar('3') == '3' && putc('x', stdout) == 'x');
    return 0;
}

int prints_fwrite(void) { // "abcd"
    CHECK(fwrite("abcdef", 2, 2, stdout) == 2 && fwrite("x", 0, 1, stdout) == 0);
    return 0;
}

int prints_fprintf(void) { // "a1b2\n"
    CHECK(fprintf(stdout, "a%d", 1) == 2);
    fputc('b', stdout);
    fflush(stdout);
    printf("%d\n", 2);
    fflush(0);
    return 0;
}

static int forward(const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    int n = vprintf(format, ap);
    va_end(ap);
    return n;
}

int prints_vprintf(void) { // "5 x"
    CHECK(forward("%d %s", 5, "x") == 3);
    return 0;
}

int prints_perror(void) { // ""
    errno = ENOENT;
    perror("to the standard error");
    fputs("this too\n", stderr);
    return 0;
}

int test_snprintf(void) {
    char s[8] = "xxxxxxx";
    CHECK(snprintf(s, 4, "%d", 12345) == 5 && !strcmp(s, "123") && s[4] == 'x' && snprintf(0, 0, "%s", "abc") == 3);
    CHECK(snprintf(s, 1, "abc") == 3 && s[0] == 0);
    return 0;
}

static int vformat(char *s, size_t n, const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    int length = vsnprintf(s, n, format, ap);
    va_end(ap);
    return length;
}

int test_vsnprintf(void) {
    char s[8];
    CHECK(vformat(s, 8, "%d-%c", 42, 'x') == 4 && !strcmp(s, "42-x"));
    return 0;
}

int test_sscanf_integers(void) {
    int a, b, c, n = 0;
    unsigned char h;
    long long l;
    CHECK(sscanf("12 -7 0x1f 077 300 123456789012 rest", "%d%i%i%o%hhu%lld%n", &a, &b, &c, &c, &h, &l, &n) == 6);
    CHECK(a == 12 && b == -7 && c == 63 && h == 44 && l == 123456789012 && n == 31);
    CHECK(sscanf("ff", "%x", &a) == 1 && a == 255 && sscanf("x", "%d", &a) == 0 && sscanf("", "%d", &a) == EOF);
    CHECK(sscanf("12345", "%2d%3d", &a, &b) == 2 && a == 12 && b == 345);
    return 0;
}

int test_sscanf_strings(void) {
    char a[10], b[10], c[3] = "";
    int n;
    CHECK(sscanf("  word, next", "%9[^,], %s", a, b) == 2 && !strcmp(a, "  word") && !strcmp(b, "next"));
    CHECK(sscanf("abc", "%2c", c) == 1 && c[1] == 'b' && sscanf("5abc7", "%*d%[a-c]%d", a, &n) == 2 && !strcmp(a, "abc") && n == 7);
    CHECK(sscanf("a%b", "a%%%c", c) == 1 && c[0] == 'b' && sscanf("key = 3", "key =%d", &n) == 1 && n == 3);
    return 0;
}

int test_sscanf_floats(void) {
    float f;
    double d, e;
    CHECK(sscanf("1.5 -2e3 0x1p4", "%f%lf%lg", &f, &d, &e) == 3 && f == 1.5f && d == -2000 && e == 16);
    return 0;
}

int test_standard_input(void) {
    char line[20], word[10];
    int a, b, c, d;
    CHECK(getchar() == 'f' && ungetc('F', stdin) == 'F' && fgets(line, sizeof line, stdin) == line && !strcmp(line, "First line\n"));
    CHECK(scanf("%d %d %i 3.%d %s", &a, &b, &c, &d, word) == 5 && a == 42 && b == -7 && c == 31 && d == 5 && !strcmp(word, "word"));
    char *rest = 0;
    size_t room = 0;
    CHECK(getline(&rest, &room, stdin) == 1 && rest[0] == '\n' && room >= 2);
    free(rest);
    CHECK(fread(line, 1, 10, stdin) == 4 && !memcmp(line, "last", 4));
    CHECK(getchar() == EOF && feof(stdin) && !ferror(stdin));
    return 0;
}

int own_fopen_fails(void) {
    errno = 0;
    CHECK(fopen("file", "r") == NULL && errno == ENOENT);
    return 0;
}

int own_files_cannot_be_removed(void) {
    CHECK(remove("file") != 0 && rename("a", "b") != 0);
    return 0;
}

int test_setvbuf(void) {
    CHECK(setvbuf(stderr, 0, _IONBF, 0) == 0 && BUFSIZ >= 256 && EOF == -1);
    return 0;
}

int test_asprintf(void) {
    char *s;
    CHECK(asprintf(&s, "%d-%s", 5, "x") == 3 && !strcmp(s, "5-x"));
    free(s);
    return 0;
}

int prints_dprintf(void) { // "n 7\n"
    CHECK(dprintf(1, "n %d\n", 7) == 4 && fileno(stdout) == 1);
    return 0;
}

int test_streams_cannot_seek(void) {
    CHECK(fseek(stdin, 0, SEEK_SET) != 0 && ftell(stdin) == -1 && errno == ESPIPE);
    return 0;
}

int test_clearerr(void) {
    while (getchar() != EOF) ;
    CHECK(feof(stdin));
    clearerr(stdin);
    CHECK(!feof(stdin) && !ferror(stdin));
    return 0;
}
