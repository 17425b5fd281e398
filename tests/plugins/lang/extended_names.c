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
int caf\u00e9 = 3;
int naïve = 4;
int main(void) {
    check(café, 3);
    check(naïve, 4);
    check_text("日本", "日本");
    return failed;
}
