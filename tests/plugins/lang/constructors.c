// Functions that run before `main`, by their priorities and then in the order of the text.
static int order;

static void __attribute__((constructor)) third(void) { order = order * 10 + 3; }
static void first(void) __attribute__((constructor(101)));
__attribute__((constructor(200))) static void second(void) { order = order * 10 + 2; }
__attribute__((__constructor__)) static int fourth(void) { return order = order * 10 + 4; }
static void first(void) { order = order * 10 + 1; }

int main(void)
{
    return order == 1234 ? 0 : 1;
}
