// String literals: concatenation, escapes, embedded zeros, sizes, indexing, as addresses in constants.
const char joined[] = "one" " "
    "two" "" "\n";
char escapes[] = "\a\b\f\n\r\t\v\\\'\"\?\0\1\12\123\1234\x41\x7f\xff";
char hex_end[] = "\x4" "1";
char exact[4] = "full", more[6] = "few";
const char *tail = "wagging" + 3;
const char *const table[] = { "", "a", "bb", "ccc" "dddd" };
struct { const char *name; char inline_name[6]; } record = { "pointer", "array" };
int same(const char *a, const char *b) { while (*a && *a == *b) a++, b++; return *a == *b; }
unsigned length(const char *s) { const char *p = s; while (*p) p++; return p - s; }
char pick(int i) { return "0123456789abcdef"[i & 15]; }

int main(void)
{
    char local[] = "abc" "def", *p = "lit";
    int i;
    if (sizeof joined != 9 || joined[7] != '\n' || !same(joined, "one two\n")) return 1;
    if (sizeof escapes != 20 + 1) return 2;
    if (escapes[0] != 7 || escapes[7] != 92 || escapes[10] != '?' || escapes[11] || escapes[12] != 1) return 3;
    if (escapes[13] != 10 || escapes[14] != 'S' || escapes[15] != 'S' || escapes[16] != '4') return 4;
    if (escapes[17] != 'A' || escapes[18] != 127 || escapes[19] != -1 || escapes[20]) return 5;
    if (sizeof hex_end != 3 || hex_end[0] != 4 || hex_end[1] != '1') return 6;
    if (exact[3] != 'l' || more[3] || more[5]) return 7;
    if (!same(tail, "ging") || tail[-1] != 'g') return 8;
    for (i = 0; i < 4; i++)
        if (length(table[i]) != (i == 3 ? 7 : i)) return 9;
    if (!same(record.name, "pointer") || !same(record.inline_name, "array")) return 10;
    if (pick(10) != 'a' || 3["abcd"] != 'd' || *"x" != 'x' || "xy"[1] != 'y') return 11;
    local[3] = 'D';
    if (!same(local, "abcDef") || sizeof local != 7 || sizeof "abc" != 4 || sizeof("a\0b") != 4) return 12;
    if (length("a\0b") != 1 || p[2] != 't' || *(p + 3)) return 13;
    return 0;
}
