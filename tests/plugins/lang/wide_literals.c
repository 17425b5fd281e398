static int checks, failed;
static void check(long long got, long long wanted) {
    checks++;
    if (got != wanted && !failed) failed = checks;
}
typedef __typeof__(L'x') wchar_t;
wchar_t w[] = L"héé\u20acz";
unsigned short u16[] = u"a\U0001F600";
unsigned u32[] = U"\U0001F600b";
char u8[] = u8"\u20ac";
const wchar_t *wp = L"ab" L"cd";
wchar_t mix[] = "ab" L"\x1234" "c";
wchar_t fixed[5] = L"xy";
int main(void) {
    check((int)(sizeof w / sizeof *w), 6);
    check((int)(sizeof u16 / 2), 4);
    check((int)(sizeof u32 / 4), 3);
    check((int)sizeof u8, 4);
    check((int)sizeof(L"abc"), 16);
    check(w[0], 104);
    check(w[1], 233);
    check(w[2], 233);
    check(w[3], 8364);
    check(w[4], 122);
    check(w[5], 0);
    check(u16[0], 97);
    check(u16[1], 55357);
    check(u16[2], 56832);
    check(u16[3], 0);
    check(u32[0], 128512);
    check(wp[3], 100);
    check(mix[2], 4660);
    check(mix[3], 99);
    check(fixed[1], 121);
    check(L'a', 97);
    check(L'\xff', 255);
    check(u'\xffff', 65535);
    check(U'\U0001F600', 128512);
    check((int)sizeof(wchar_t), 4);
    check(L'é', 233);
    wchar_t loc[4] = L"abc";
    wchar_t *q = L"q";
    check(loc[2], 99);
    check(*q, 113);
    check(u8[0] & 255, 226);
    return failed;
}
