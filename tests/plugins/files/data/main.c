// Variables across files: declared extern, tentatively, initialised elsewhere, hidden by static.
struct item { char tag; long long wide; struct item *next; int (*apply)(int); };
extern int counter;
extern const char greeting[];
extern int table[];
extern struct item items[3];
extern struct item *head;
extern int *into_table;
int defined_here = 5, zeroed_here;
static int hidden = 7;
void bump(int by);
int get_hidden(void);
unsigned greeting_size(void);

int sum(void)
{
    int total = 0;
    struct item *p;
    for (p = head; p; p = p->next)
        total = p->apply(total) + (int)(p->wide >> 32) * p->tag;
    return total;
}

int main(void)
{
    int i, n = 0;
    if (counter != 40) return 1;
    counter++;
    bump(2);
    if (counter != 43 || defined_here != 7 || zeroed_here != -2) return 2;
    if (hidden != 7 || get_hidden() != 70) return 3;
    for (i = 0; greeting[i]; i++) n += greeting[i];
    if (n != 'h' + 'e' + 'y' || greeting_size() != 4) return 4;
    if (table[0] != 1 || table[3] != 8 || *into_table != 4) return 5;
    into_table[1] = 99;
    if (table[3] != 99) return 6;
    if (sum() != ((3 + 1) * 2 + 20) * 2 + 30) return 7;
    head = &items[2];
    if (sum() != 30) return 8;
    {
        extern int counter;
        int defined_here = 1;
        counter += defined_here;
    }
    if (counter != 44 || defined_here != 7) return 9;
    return 0;
}
