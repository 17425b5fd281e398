/* A hash table with chains: words are counted, looked up and taken out. */

#ifdef SMALL
enum { BUCKETS = 16, WORDS = 24, TEXT = 256 };
#else
enum { BUCKETS = 512, WORDS = 1024, TEXT = 8192 };
#endif

struct entry {
    struct entry *next;
    const char *word;
    unsigned hash;
    int count;
};

struct table {
    struct entry *buckets[BUCKETS];
    struct entry *unused;
    int entries;
};

static char text[TEXT];
static const char *words[WORDS];
static struct entry pool[WORDS];
static struct table table;

static unsigned hash_of(const char *word)
{
    unsigned hash = 2166136261u;

    while (*word)
        hash = (hash ^ (unsigned char)*word++) * 16777619;
    return hash;
}

static int same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static void clear(struct table *t)
{
    int i;

    for (i = 0; i < BUCKETS; i++)
        t->buckets[i] = 0;
    for (i = 0; i < WORDS; i++)
        pool[i].next = i + 1 < WORDS ? &pool[i + 1] : 0;
    t->unused = pool;
    t->entries = 0;
}

/* Where the pointer to the entry of a word is, or the null pointer where it would be. */
static struct entry **place(struct table *t, const char *word, unsigned hash)
{
    struct entry **at = &t->buckets[hash % BUCKETS];

    while (*at && ((*at)->hash != hash || !same((*at)->word, word)))
        at = &(*at)->next;
    return at;
}

static int count(struct table *t, const char *word)
{
    unsigned hash = hash_of(word);
    struct entry **at = place(t, word, hash);
    struct entry *entry = *at;

    if (!entry) {
        entry = t->unused;
        if (!entry)
            return 0;
        t->unused = entry->next;
        entry->next = 0;
        entry->word = word;
        entry->hash = hash;
        entry->count = 0;
        *at = entry;
        t->entries++;
    }
    return ++entry->count;
}

static int take_out(struct table *t, const char *word)
{
    struct entry **at = place(t, word, hash_of(word));
    struct entry *entry = *at;

    if (!entry)
        return 0;
    *at = entry->next;
    entry->next = t->unused;
    t->unused = entry;
    t->entries--;
    return entry->count;
}

void setup(void)
{
    unsigned seed = 5;
    int i, at = 0;

    for (i = 0; i < WORDS; i++) {
        int letters, k;

        seed = seed * 1664525 + 1013904223;
        letters = 2 + (seed >> 30);
        words[i] = &text[at];
        for (k = 0; k < letters && at < TEXT - 1; k++) {
            seed = seed * 1664525 + 1013904223;
            text[at++] = 'a' + (seed >> 24) % 12;
        }
        if (at < TEXT - 1)
            text[at++] = 0;
    }
}

unsigned kernel(int n)
{
    unsigned sum = 0;
    int i, k;

    for (i = 0; i < n; i++) {
        clear(&table);
        for (k = 0; k < WORDS; k++)
            sum += count(&table, words[k]);
        for (k = i & 3; k < WORDS; k += 4)
            sum = sum * 31 + take_out(&table, words[k]);
        sum += table.entries;
    }
    return sum;
}
