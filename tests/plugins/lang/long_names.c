static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int this_is_a_very_long_identifier_that_goes_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_1 = 1;
int this_is_a_very_long_identifier_that_goes_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_2 = 2;
int program(void) {
    return this_is_a_very_long_identifier_that_goes_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_and_on_2 - 2;
}
int main(void) {
    int result = program();
    return result ? 100 : failed;
}
