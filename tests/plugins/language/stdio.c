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

static int holds(const char *name, const char *text) {
    char found[200];
    FILE *f = fopen(name, "rb");
    size_t n = f ? fread(found, 1, sizeof found, f) : 0;
    return f && fclose(f) == 0 && n == strlen(text) && !memcmp(found, text, n);
}

static int fails(FILE *f, int number) { return !f && errno == number; }

int test_files(void) {
    char line[40];
    int a, b;
    FILE *f = fopen("a.test", "w");
    CHECK(f && fputs("first line\n", f) >= 0 && fprintf(f, "%d %s %d", 5, "x", -7) == 6 && fputc('\n', f) == '\n');
    CHECK(fwrite("1234567890", 5, 2, f) == 2 && !ferror(f) && fclose(f) == 0);
    f = fopen("a.test", "r");
    CHECK(f && fileno(f) > 2 && fgets(line, sizeof line, f) && !strcmp(line, "first line\n"));
    CHECK(fscanf(f, "%d x %d", &a, &b) == 2 && a == 5 && b == -7 && fgetc(f) == '\n');
    CHECK(fread(line, 1, 40, f) == 10 && !memcmp(line, "1234567890", 10) && feof(f) && !ferror(f));
    CHECK(fgetc(f) == EOF && fclose(f) == 0 && remove("a.test") == 0);
    // What is larger than any buffer.
    f = fopen("a.test", "wb+");
    for (a = 0; a < 5000; a++) CHECK(fwrite(&a, sizeof a, 1, f) == 1);
    rewind(f);
    for (a = 0; a < 5000; a++) CHECK(fread(&b, sizeof b, 1, f) == 1 && a == b);
    CHECK(fread(&b, sizeof b, 1, f) == 0 && feof(f) && fclose(f) == 0 && remove("a.test") == 0);
    return 0;
}

int test_file_modes(void) {
    FILE *f = fopen("b.test", "w");
    CHECK(f && fputs("abc", f) >= 0 && fgetc(f) == EOF && ferror(f) && fclose(f) == 0);
    f = fopen("b.test", "r");
    CHECK(f && fputc('x', f) == EOF && ferror(f) && fclose(f) == 0 && holds("b.test", "abc"));
    f = fopen("b.test", "r+");
    CHECK(f && fgetc(f) == 'a' && fseek(f, 0, SEEK_CUR) == 0 && fputc('B', f) == 'B' && fseek(f, 0, SEEK_CUR) == 0);
    CHECK(fgetc(f) == 'c' && fclose(f) == 0 && holds("b.test", "aBc"));
    f = fopen("b.test", "a");
    CHECK(f && fseek(f, 0, SEEK_SET) == 0 && fputs("de", f) >= 0 && fclose(f) == 0 && holds("b.test", "aBcde"));
    f = fopen("b.test", "a+b");
    CHECK(f && fgetc(f) == 'a' && fseek(f, 0, SEEK_CUR) == 0 && fputc('f', f) == 'f' && fclose(f) == 0);
    CHECK(holds("b.test", "aBcdef"));
    CHECK(fails(fopen("b.test", "wx"), EEXIST));
    f = fopen("b.test", "w+");
    CHECK(f && fgetc(f) == EOF && fclose(f) == 0 && holds("b.test", "") && remove("b.test") == 0);
    return 0;
}

int test_fopen_fails(void) {
    CHECK(fails(fopen("not there", "r"), ENOENT) && fails(fopen("not there", "r+"), ENOENT));
    CHECK(fails(fopen("", "w"), ENOENT) && fails(fopen("no/such/folder", "w"), ENOENT));
    CHECK(fails(fopen("a", "quite wrong"), EINVAL) && fails(fopen("/tmp", "w"), EISDIR));
    return 0;
}

int own_too_many_files(void) {
    static FILE *open[2000];
    int n = 0;
    while (n < 2000 && (open[n] = fopen("/dev/null", "w"))) n++;
    CHECK(n == 1021 && errno == EMFILE);
    while (n) CHECK(fclose(open[--n]) == 0);
    return 0;
}

int own_folders(void) {
    FILE *f = fopen("./c.test", "w");
    CHECK(f && fclose(f) == 0 && remove("c.test") == 0);
    f = fopen("/tmp/c.test", "w");
    CHECK(f && fclose(f) == 0 && fails(fopen("c.test", "r"), ENOENT) && remove("/tmp/c.test") == 0);
    f = fopen("/dev/null", "r+");
    CHECK(f && fputs("x", f) >= 0 && fgetc(f) == EOF && fclose(f) == 0);
    return 0;
}

int test_fseek(void) {
    fpos_t position;
    FILE *f = fopen("d.test", "w+");
    CHECK(f && fputs("0123456789", f) >= 0 && ftell(f) == 10 && fseek(f, 3, SEEK_SET) == 0 && ftell(f) == 3);
    CHECK(fgetc(f) == '3' && ftell(f) == 4 && fgetpos(f, &position) == 0);
    CHECK(fseek(f, -2, SEEK_END) == 0 && fgetc(f) == '8' && fseek(f, -4, SEEK_CUR) == 0 && fgetc(f) == '5');
    CHECK(fsetpos(f, &position) == 0 && fgetc(f) == '4');
    CHECK(fseek(f, 0, SEEK_END) == 0 && fgetc(f) == EOF && feof(f) && fseek(f, 0, SEEK_END) == 0 && !feof(f));
    errno = 0;
    CHECK(fseek(f, -1, SEEK_SET) == -1 && errno == EINVAL && fseek(f, 0, 77) == -1);
    // What lies between the end and what is written behind it is zero.
    CHECK(fseek(f, 12, SEEK_SET) == 0 && fputc('x', f) == 'x' && fseek(f, 10, SEEK_SET) == 0);
    CHECK(fgetc(f) == 0 && fgetc(f) == 0 && fgetc(f) == 'x' && fgetc(f) == EOF);
    rewind(f);
    CHECK(ftell(f) == 0 && fgetc(f) == '0' && fseeko(f, 5, SEEK_SET) == 0 && ftello(f) == 5);
    CHECK(fclose(f) == 0 && remove("d.test") == 0);
    return 0;
}

int test_ungetc(void) {
    FILE *f = fopen("e.test", "w+");
    CHECK(f && fputs("abc", f) >= 0 && fseek(f, 0, SEEK_SET) == 0);
    CHECK(fgetc(f) == 'a' && ungetc('X', f) == 'X' && ftell(f) == 0 && fgetc(f) == 'X' && fgetc(f) == 'b');
    CHECK(fgetc(f) == 'c' && fgetc(f) == EOF && feof(f) && ungetc('Y', f) == 'Y' && !feof(f) && fgetc(f) == 'Y');
    // It is dropped by fseek, and the file is as it was.
    CHECK(ungetc('Z', f) == 'Z' && fseek(f, 0, SEEK_SET) == 0 && fgetc(f) == 'a' && ungetc(EOF, f) == EOF);
    CHECK(fclose(f) == 0 && holds("e.test", "abc") && remove("e.test") == 0);
    return 0;
}

int test_freopen(void) {
    FILE *f = fopen("f.test", "w"), *g;
    CHECK(f && fputs("one", f) >= 0);
    g = freopen("g.test", "w", f);
    CHECK(g == f && fputs("two", g) >= 0 && freopen("f.test", "r", g) == f && fgetc(f) == 'o' && fclose(f) == 0);
    CHECK(holds("f.test", "one") && holds("g.test", "two") && remove("f.test") == 0 && remove("g.test") == 0);
    f = fopen("f.test", "w");
    CHECK(fails(freopen("not there", "r", f), ENOENT) && remove("f.test") == 0);
    return 0;
}

int test_tmpfile(void) {
    char name[L_tmpnam], found[8];
    FILE *f = tmpfile(), *g = tmpfile();
    CHECK(f && g && fputs("text", f) >= 0 && fputs("other", g) >= 0);
    rewind(f);
    CHECK(fgets(found, 8, f) && !strcmp(found, "text") && fclose(f) == 0 && fclose(g) == 0);
    CHECK(tmpnam(name) == name && strlen(name) < L_tmpnam && fails(fopen(name, "r"), ENOENT) && tmpnam(NULL));
    return 0;
}

int test_remove(void) {
    FILE *f = fopen("i.test", "w+");
    CHECK(f && fputs("kept", f) >= 0 && remove("i.test") == 0);
    // Who has it open keeps it.
    CHECK(fseek(f, 0, SEEK_SET) == 0 && fgetc(f) == 'k' && fclose(f) == 0);
    errno = 0;
    CHECK(remove("i.test") == -1 && errno == ENOENT);
    return 0;
}

int test_rename(void) {
    FILE *f = fopen("j.test", "w"), *g = fopen("k.test", "w");
    CHECK(f && g && fputs("j", f) >= 0 && fputs("k", g) >= 0 && fclose(f) == 0 && fclose(g) == 0);
    CHECK(rename("j.test", "k.test") == 0 && holds("k.test", "j") && fails(fopen("j.test", "r"), ENOENT));
    errno = 0;
    CHECK(rename("j.test", "l.test") == -1 && errno == ENOENT && remove("k.test") == 0);
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

int own_gets(void) {
    char line[20];
    FILE *f = fopen("m.test", "w");
    CHECK(f && fputs("one\n\ntwo", f) >= 0 && fclose(f) == 0 && freopen("m.test", "r", stdin));
    CHECK(gets(line) == line && !strcmp(line, "one") && gets(line) && !*line && gets(line) && !strcmp(line, "two"));
    CHECK(!gets(line) && feof(stdin) && remove("m.test") == 0);
    return 0;
}

// The last one, since the stream does not come back.
int own_standard_streams_into_files(void) {
    CHECK(freopen("h.test", "w", stdout) == stdout && printf("a%db", 5) == 3 && putchar('c') == 'c' && puts("d") >= 0);
    CHECK(fclose(stdout) == 0 && printf("x") < 0 && holds("h.test", "a5bcd\n") && remove("h.test") == 0);
    return 0;
}
