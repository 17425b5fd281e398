static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
static void check_text(const char *got, const char *wanted) {
    checks++;
    while (*got && *got == *wanted) got++, wanted++;
    if (*got != *wanted && !failed) failed = checks;
}
int main(void) {
    char s[] = "\a\b\f\n\r\t\v\\\'\"\?\0\1\12\123\x41\x7f\e";
    int sum = 0;
    for (int i = 0; i < (int)sizeof s; i++) sum = sum * 31 + s[i];
    check(sum, -933146427);
    check((int)sizeof s, 19);
    check('ab', 24930);
    check('abcd', 1633837924);
    check('\377', -1);
    check('\xff', -1);
    check('\0', 0);
    check_text("a" "b\0c" "d", "ab");
    check((int)sizeof("a" "b\0c" "d"), 6);
    (void)0;
    check('\'', 39);
    check('"', 34);
    return failed;
}
