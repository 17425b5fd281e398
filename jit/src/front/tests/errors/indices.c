int table[3] = { 1, 2, 3 };

struct list {
    int length;
    int items[1];
    char name[4];
};

int main(void) {
    int local[4];
    struct list list = { 0, { 0 }, "abc" };
    int *end = &local[4];
    int *past = local + 4;
    local[4] = 1;
    table[-1] = 2;
    list.items[5] = 1;
    list.name[4]++;
    *(table + 3) = 1;
    return table[3] + (end == past) + sizeof(local[9]);
}
