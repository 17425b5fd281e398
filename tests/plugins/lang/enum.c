// Enumerations.
enum color { RED, GREEN, BLUE };
enum flags { A = 1, B = A << 1, C = B << 1, ALL = A | B | C, NEXT };
enum { ANON = -5, AFTER };
typedef enum { OFF, ON } state;
int table[BLUE + 1] = { [GREEN] = 7 };

int main(void)
{
    enum color c = GREEN;
    state s = ON;
    if (RED != 0 || c != 1 || BLUE != 2) return 1;
    if (ALL != 7 || NEXT != 8 || AFTER != -4 || ANON != -5) return 2;
    c++;
    if (c != BLUE) return 3;
    if (s != 1 || sizeof(enum color) != 4) return 4;
    if (table[GREEN] != 7 || sizeof(table) != 12) return 5;
    if ((enum color)1 != GREEN) return 6;
    {
        enum { RED = 9 };
        if (RED != 9) return 7;
    }
    return RED;
}
