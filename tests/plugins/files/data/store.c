struct item { char tag; long long wide; struct item *next; int (*apply)(int); };
int counter = 40;
const char greeting[] = "h" "ey";
int table[] = { 1, 2, 4, 8 };
int *into_table = table + 2;
static int hidden = 70;
extern int defined_here, zeroed_here;
int twice(int);
static int more(int x) { return x + 1; }

extern struct item items[];
struct item *head = items;
struct item items[3] = {
    { 3, 1LL << 32, &items[1], more },
    { .apply = twice, .next = items + 2, .wide = 0xa00000000, .tag = 2 },
    { 6, 5LL << 32, 0, twice },
};

void bump(int by)
{
    counter += by;
    defined_here += by;
    zeroed_here -= by;
}

int get_hidden(void) { return hidden; }
unsigned greeting_size(void) { return sizeof greeting; }
