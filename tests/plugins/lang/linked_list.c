// A list in a static pool: build, reverse, remove, sort.
struct node { int value; struct node *next; };
struct node pool[16];
int used = 0;

struct node *push(struct node *list, int value)
{
    struct node *n = &pool[used++];
    n->value = value;
    n->next = list;
    return n;
}

struct node *reverse(struct node *list)
{
    struct node *done = 0;
    while (list) {
        struct node *next = list->next;
        list->next = done;
        done = list;
        list = next;
    }
    return done;
}

void remove_(struct node **at, int value)
{
    while (*at) {
        if ((*at)->value == value) *at = (*at)->next;
        else at = &(*at)->next;
    }
}

struct node *insert(struct node *sorted, struct node *n)
{
    struct node **at = &sorted;
    while (*at && (*at)->value < n->value) at = &(*at)->next;
    n->next = *at;
    *at = n;
    return sorted;
}

int digits(struct node *list)
{
    int r = 0;
    for (; list; list = list->next) r = r * 10 + list->value;
    return r;
}

int main(void)
{
    struct node *list = 0, *sorted = 0;
    for (int i = 1; i <= 5; i++) list = push(list, i * 7 % 10);
    if (digits(list) != 58147) return 1;
    list = reverse(list);
    if (digits(list) != 74185) return 2;
    remove_(&list, 1);
    remove_(&list, 7);
    if (digits(list) != 485) return 3;
    while (list) {
        struct node *next = list->next;
        sorted = insert(sorted, list);
        list = next;
    }
    if (digits(sorted) != 458) return 4;
    return 0;
}
