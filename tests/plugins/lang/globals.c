// Global variables with all kinds of initialisers.
int zero, one = 1, sum = 3 + 4 * 2;
char c = 'c';
unsigned char uc = 300 - 50;
short s = -5;
long long ll = 0x123456789LL;
float f = 1;
double d = 1 / 4.0;
_Bool flag = 3;
int *p = &one, **pp = &p;
int array[] = { 1, 2, 3 };
int *third = &array[2], *end = array + 3;
char *text = "text";
char copy[] = "copy";
char wide[8] = "ab";
struct pair { int a; char *name; } pairs[] = { { 1, "one" }, { 2, "two" } };
int designated[6] = { [2] = 20, 30, [0] = 5 };
struct { int x, y, z; } point = { .z = 3, .x = 1 };
int *member = &point.z;
unsigned mask = ~0u;
int cond = sizeof(int) == 4 ? 10 : 20;
extern int later;
int *ahead = &later;
int later = 77;
const int limit = 5;
static int hidden = 6;

int main(void)
{
    if (zero != 0 || one != 1 || sum != 11) return 1;
    if (c != 'c' || uc != 250 || s != -5 || ll != 0x123456789LL) return 2;
    if (f != 1.0f || d != 0.25 || flag != 1) return 3;
    if (*p != 1 || **pp != 1 || *third != 3 || end - array != 3) return 4;
    if (text[3] != 't' || text[4] || sizeof(copy) != 5 || copy[3] != 'y' || wide[1] != 'b' || wide[7]) return 5;
    if (pairs[1].a != 2 || pairs[1].name[0] != 't' || sizeof(pairs) != 16) return 6;
    if (designated[0] != 5 || designated[1] || designated[2] != 20 || designated[3] != 30 || designated[5]) return 7;
    if (point.x != 1 || point.y || *member != 3) return 8;
    if (mask != 0xffffffffu || cond != 10 || *ahead != 77) return 9;
    if (limit + hidden != 11) return 10;
    copy[0] = 'C';
    *p = 9;
    hidden++;
    if (copy[0] != 'C' || one != 9 || hidden != 7) return 11;
    return 0;
}
