/* The search behind `lookup` in the guest: the host's directory of names is an open-addressed hash table with linear
   probing. Its layout is that of the host's file `runtime/directory.rs`. What is odd about a name is left to the host,
   which has the words for it. */

enum { ASK_THE_HOST = 1, LONGEST = 255 };

struct entry {
    unsigned hash;
    const unsigned char *text; /* null: free */
    void *value;               /* null: the name stands for nothing now */
};

struct directory {
    unsigned mask, first, end; /* where the data segment is */
    struct entry entries[1];
};

void *find(const unsigned char *name, const struct directory *directory) {
    const unsigned char *p = name, *q, *end;
    const struct entry *entry;
    unsigned hash = 2166136261U, i;
    if ((unsigned)name < directory->first || (unsigned)name >= directory->end) return (void *)ASK_THE_HOST;
    end = name + (directory->end - (unsigned)name <= LONGEST ? directory->end - (unsigned)name : LONGEST + 1);
    /* Fowler, Noll and Vo's hash, FNV-1a. */
    for (;; p++) {
        if (p == end || *p > 127) return (void *)ASK_THE_HOST;
        if (!*p) break;
        hash = (hash ^ *p) * 16777619U;
    }
    for (i = hash ^ hash >> 15;; i++) {
        entry = &directory->entries[i & directory->mask];
        if (!entry->text) return 0;
        if (entry->hash != hash) continue;
        for (p = name, q = entry->text; *p && *p == *q; p++) q++;
        if (*p == *q) return entry->value;
    }
}

