// String literals and functions on strings.
int length(const char *s) { int n = 0; while (*s++) n++; return n; }
int compare(const char *a, const char *b)
{
    while (*a && *a == *b) a++, b++;
    return (unsigned char)*a - (unsigned char)*b;
}
char *copy(char *to, const char *from)
{
    char *start = to;
    while ((*to++ = *from++))
        ;
    return start;
}
void reverse(char *s)
{
    for (int i = 0, j = length(s) - 1; i < j; i++, j--) {
        char t = s[i];
        s[i] = s[j];
        s[j] = t;
    }
}

int main(void)
{
    char buffer[32];
    if (length("") || length("hello") != 5) return 1;
    if (compare("abc", "abc") || compare("abc", "abd") >= 0 || compare("b", "abc") <= 0) return 2;
    if (compare(copy(buffer, "plugin"), "plugin")) return 3;
    reverse(buffer);
    if (compare(buffer, "nigulp")) return 4;
    if (compare("con" "cat" "enated", "concatenated")) return 5;
    if (length("a\0b") != 1 || sizeof("a\0b") != 4) return 6;
    if ("abc"[1] != 'b' || *"xyz" != 'x') return 7;
    if (compare("\x41\102\t\\\"", "AB	\\\"")) return 8;
    if (length("\377") != 1 || (unsigned char)"\377"[0] != 255 || "\377"[0] != -1) return 9;
    return 0;
}
