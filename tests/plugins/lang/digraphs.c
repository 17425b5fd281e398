static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
int program(void) <% int a<:3:> = <% 1, 2, 3 %>;
check(a<:1:>, 2);
return 0;
%> int main(void) {
    int result = program();
    return result ? 100 : failed;
}
