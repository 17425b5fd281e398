// What the text of a program is made of.
#define CHECK(...) do { if (!(__VA_ARGS__)) return __LINE__; } while (0)

static int equal(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return *a == *b;
}

int test_source_is_utf8(void) {
    const char *s = "é€";
    CHECK(sizeof "é€" == 6);
    CHECK((unsigned char)s[0] == 0xc3 && (unsigned char)s[1] == 0xa9 && (unsigned char)s[2] == 0xe2);
    return 0;
}

int test_lines_are_spliced(void) {
    int sp\
liced = 3; // a comment can be continued \
    spliced = 4;
    CHECK(spliced == 3);
    CHECK(equal("a\
b", "ab"));
    return 0;
}

int test_comments(void) {
    int a = 6 /* one
        line and another // nothing */ / 2;
    CHECK(a == 3); // to the end of the line /* not opened
    CHECK(equal("/* text */ // text", "/* text */ " "// text"));
    return 0;
}

int test_digraphs(void) {
    int a<:2:> = <% 4, 5 %>;
    CHECK(a<:1:> == 5);
    return 0;
}

int own_trigraphs_are_no_trigraphs(void) {
    CHECK(sizeof "??=" == 4);
    CHECK("??="[0] == '?');
    return 0;
}

int test_dollar_in_identifiers(void) {
    int a$b = 1, $ = 2;
    CHECK(a$b + $ == 3);
    return 0;
}

int test_letters_of_all_languages(void) {
    int é = 1, λx = 2, \u00e8 = 3;
    CHECK(é + λx + è == 6);
    return 0;
}

int test_identifiers_differ_in_case_and_length(void) {
    int name = 1, Name = 2;
    int a123456789012345678901234567890123456789012345678901234567890123456789x = 3;
    int a123456789012345678901234567890123456789012345678901234567890123456789y = 4;
    CHECK(name == 1 && Name == 2);
    CHECK(a123456789012345678901234567890123456789012345678901234567890123456789x == 3);
    CHECK(a123456789012345678901234567890123456789012345678901234567890123456789y == 4);
    return 0;
}

int test_longest_token_wins(void) {
    int a = 1, b = 2;
    CHECK(a+++b == 3);
    CHECK(a == 2 && b == 2);
    return 0;
}

int test_old_names_are_not_reserved(void) {
    int bool = 1, true = 2, nullptr = 3, asm_ = 4, and = 5, thread_local = 6, alignas = 7;
    CHECK(bool + true + nullptr + asm_ + and + thread_local + alignas == 28);
    return 0;
}

int own_other_bytes_pass_through(void) {
    static const char s[] = "a"; // 
    CHECK(sizeof s == 4 && (unsigned char)s[1] == 0xe9 && (unsigned char)s[2] == 0x80 && '' == (char)0xe9);
    CHECK(L""[0] == 0xff);
    return 0;
}
