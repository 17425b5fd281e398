/* The heap: two-level segregated fit (Masmano, Ripoll, Crespo and Real, "TLSF: a new dynamic memory allocator for
   real-time systems", ECRTS 2004) over boundary tags (Knuth, The Art of Computer Programming, volume 1, 2.5). Each
   call takes the same few steps, whatever the heap looks like.

   A chunk begins with the size of the one in front of it, which is valid only while that one is free and otherwise
   belongs to it, and its own size, whose low bits say what it is. Chunks lie side by side in pools that the host
   gives; large blocks are the host's pieces themselves. */

#include <errno.h>
#include <malloc.h>
#include <string.h>
#include "plug.h"

enum { USED = 1, PREV_USED = 2, LARGE = 4, FLAGS = 7 };
enum { ALIGN = 8, HEAD = 8, LEAST = 16 };
/* Classes: by the highest bit and the four bits below it. */
enum { FIRST = 7, ROWS = 25, COLUMNS = 16 };
enum { POOL_LEAST = 0x10000, POOL_MOST = 0x100000, LARGE_LEAST = 0x40000 };

struct chunk {
    unsigned prev_size, size;
    struct chunk *next, *prev; /* in the list of its class, while it is free */
};

struct pool {
    struct pool *next, **link;
    unsigned size, unused;
};

static unsigned rows, columns[ROWS], pool_size = POOL_LEAST;
static struct chunk *lists[ROWS][COLUMNS];
static struct pool *pools;
static struct pool *idle; /* the one pool that is kept though nothing is in it */

static void fail(const char *what) {
    unsigned n = 0;
    while (what[n]) n++;
    __plug_write(2, what, n);
    __plug_abort();
}

static int highest(unsigned x) { return 31 - __builtin_clz(x); }
static int lowest(unsigned x) { return __builtin_ctz(x); }

static unsigned size_of(const struct chunk *c) { return c->size & ~FLAGS; }
static struct chunk *at(void *base, int offset) { return (struct chunk *)((char *)base + offset); }
static struct chunk *after(struct chunk *c) { return at(c, size_of(c)); }

/* The class of a size, as row and column. Below 128 bytes a class is one size. */
static int row_of(unsigned size, int *column) {
    int bit = highest(size);
    if (bit < FIRST) {
        *column = size >> 3;
        return 0;
    }
    *column = size >> (bit - 4) & 15;
    return bit - FIRST + 1;
}

static void insert(struct chunk *c) {
    int column, row = row_of(size_of(c), &column);
    struct chunk **list = &lists[row][column];
    c->next = *list;
    c->prev = 0;
    if (*list) (*list)->prev = c;
    *list = c;
    rows |= 1U << row;
    columns[row] |= 1U << column;
    after(c)->prev_size = size_of(c);
    after(c)->size &= ~PREV_USED;
}

static void take(struct chunk *c) {
    int column, row;
    if ((c->next && c->next->prev != c) || after(c)->prev_size != size_of(c)) fail("malloc: the heap is corrupted\n");
    if (c->next) c->next->prev = c->prev;
    if (c->prev) {
        c->prev->next = c->next;
        return;
    }
    row = row_of(size_of(c), &column);
    lists[row][column] = c->next;
    if (c->next) return;
    columns[row] &= ~(1U << column);
    if (!columns[row]) rows &= ~(1U << row);
}

/* A free chunk of at least this size. */
static struct chunk *find(unsigned size) {
    int column, row, bit;
    unsigned found;
    /* To the next class: what is in there all fits. */
    bit = highest(size);
    row = row_of(bit < FIRST ? size : size + (1U << (bit - 4)) - 1, &column);
    found = columns[row] & -1U << column;
    if (!found) {
        found = row + 1 < ROWS ? rows & -1U << (row + 1) : 0;
        if (!found) return 0;
        row = lowest(found);
        found = columns[row];
    }
    return lists[row][lowest(found)];
}

/* Makes the rest of a used chunk a chunk of its own. */
static void split(struct chunk *c, unsigned size);

static void release(struct chunk *c) {
    struct chunk *next = after(c);
    unsigned size = size_of(c);
    if (!(next->size & USED)) {
        take(next);
        size += size_of(next);
    }
    if (!(c->size & PREV_USED)) {
        c = at(c, -(int)c->prev_size);
        if (after(c)->prev_size != size_of(c)) fail("free(): the heap is corrupted\n");
        take(c);
        size += size_of(c);
    }
    c->size = size | (c->size & PREV_USED);
    insert(c);
    if (after(c)->size == USED && at(c, -(int)sizeof(struct pool))->prev_size) {
        /* Perhaps all of a pool: its first chunk is the one behind its head. */
        struct pool *pool;
        for (pool = pools; pool && (struct chunk *)(pool + 1) != c; pool = pool->next) {}
        if (!pool || size != pool->size - sizeof(struct pool) - HEAD) return;
        if (!idle || idle == pool) {
            idle = pool;
            return;
        }
        take(c);
        *pool->link = pool->next;
        if (pool->next) pool->next->link = pool->link;
        __plug_release(pool);
    }
}

static void split(struct chunk *c, unsigned size) {
    unsigned rest = size_of(c) - size;
    if (rest < LEAST) return;
    c->size = size | (c->size & FLAGS);
    c = after(c);
    c->size = rest | USED | PREV_USED;
    after(c)->size |= PREV_USED;
    release(c);
}

/* Adds a pool that has room for a chunk of this size. */
static int grow(unsigned size) {
    unsigned least = size + size / 8 + sizeof(struct pool) + HEAD, wanted = pool_size > least ? pool_size : least;
    struct pool *pool = __plug_grow(wanted);
    struct chunk *c;
    if (!pool && wanted > least) pool = __plug_grow(wanted = least);
    if (!pool) return 0;
    if (pool_size < POOL_MOST) pool_size *= 2;
    wanted &= ~(ALIGN - 1);
    pool->size = wanted;
    pool->unused = 1;
    pool->next = pools;
    pool->link = &pools;
    if (pools) pools->link = &pool->next;
    pools = pool;
    c = (struct chunk *)(pool + 1);
    c->size = (wanted - sizeof(struct pool) - HEAD) | PREV_USED;
    after(c)->size = USED;
    insert(c);
    return 1;
}

static unsigned chunk_size(size_t n) { return n < LEAST - 4 ? LEAST : (n + 4 + ALIGN - 1) & ~(ALIGN - 1); }

static void *no_memory(void) {
    errno = ENOMEM;
    return 0;
}

/* A piece of the host's own for a block, which begins at a multiple of `align` behind the chunk's head. */
static void *large(size_t n, size_t align) {
    unsigned size = n + HEAD + align;
    char *piece = size < n ? 0 : __plug_grow(size);
    struct chunk *c;
    if (!piece) return 0;
    c = at((char *)(((unsigned)piece + HEAD + align - 1) & -align), -HEAD);
    c->prev_size = (char *)c - piece;
    c->size = ((piece + size - (char *)c) & ~FLAGS) | USED | LARGE;
    return (char *)c + HEAD;
}

void *malloc(size_t n) {
    unsigned size = chunk_size(n);
    struct chunk *c;
    if (n > 0x7fffffff) return no_memory();
    c = find(size);
    if (!c) {
        if (n >= LARGE_LEAST) {
            void *block = large(n, ALIGN);
            return block ? block : no_memory();
        }
        if (!grow(size)) return no_memory();
        c = find(size);
    }
    take(c);
    if (idle && (struct chunk *)(idle + 1) == c) idle = 0;
    c->size |= USED;
    after(c)->size |= PREV_USED;
    split(c, size);
    return (char *)c + HEAD;
}

/* The chunk of a block that is in use. */
static struct chunk *chunk_of(void *block, const char *complaint) {
    struct chunk *c = at(block, -HEAD);
    int good = ((unsigned)block & (ALIGN - 1)) == 0 && (c->size & USED);
    if (good && !(c->size & LARGE)) good = size_of(c) >= LEAST && (after(c)->size & PREV_USED);
    if (!good) fail(complaint);
    return c;
}

void free(void *block) {
    struct chunk *c;
    if (!block) return;
    c = chunk_of(block, "free(): invalid pointer or double free\n");
    if (c->size & LARGE) {
        c->size = 0;
        __plug_release((char *)c - c->prev_size);
        return;
    }
    c->size &= ~USED;
    release(c);
}

size_t malloc_usable_size(void *block) {
    struct chunk *c;
    if (!block) return 0;
    c = chunk_of(block, "malloc_usable_size(): invalid pointer\n");
    return c->size & LARGE ? size_of(c) - HEAD : size_of(c) - 4;
}

void *calloc(size_t count, size_t size) {
    unsigned long long bytes = (unsigned long long)count * size;
    void *block = bytes >> 32 ? no_memory() : malloc(bytes);
    return block ? memset(block, 0, bytes) : 0;
}

void *realloc(void *block, size_t n) {
    unsigned size = chunk_size(n), old;
    struct chunk *c, *next;
    void *moved;
    if (!block) return malloc(n);
    c = chunk_of(block, "realloc(): invalid pointer\n");
    if (!n) {
        free(block);
        return 0;
    }
    if (n > 0x7fffffff) return no_memory();
    old = c->size & LARGE ? size_of(c) - HEAD : size_of(c) - 4;
    if (c->size & LARGE) {
        if (n <= old && n > old / 2) return block;
    } else {
        next = after(c);
        if (size > size_of(c) && !(next->size & USED) && size_of(c) + size_of(next) >= size) {
            take(next);
            if (idle && (struct chunk *)(idle + 1) == next) idle = 0;
            c->size += size_of(next);
            after(c)->size |= PREV_USED;
        }
        if (size <= size_of(c)) {
            split(c, size);
            return block;
        }
    }
    moved = malloc(n);
    if (!moved) return 0;
    memcpy(moved, block, n < old ? n : old);
    free(block);
    return moved;
}

/* A block at a multiple of a power of two: what is in front of it becomes a chunk of its own. */
void *memalign(size_t align, size_t n) {
    struct chunk *c, *front;
    char *block;
    unsigned gap;
    if (align <= ALIGN) return malloc(n);
    if (n > 0x7fffffff || align > 0x40000000) return no_memory();
    if (n + align >= LARGE_LEAST) {
        block = large(n, align);
        return block ? block : no_memory();
    }
    block = malloc(n + align + LEAST);
    if (!block) return 0;
    c = at(block, -HEAD);
    gap = (unsigned)-(int)(unsigned)block & (align - 1);
    if (gap) {
        if (gap < LEAST) gap += align;
        front = c;
        c = at(front, gap);
        c->size = (size_of(front) - gap) | USED | PREV_USED;
        front->size = gap | (front->size & PREV_USED);
        release(front);
    }
    split(c, chunk_size(n));
    return (char *)c + HEAD;
}

void *aligned_alloc(size_t align, size_t n) {
    if (align & (align - 1) || !align) {
        errno = EINVAL;
        return 0;
    }
    return memalign(align, n);
}

int posix_memalign(void **block, size_t align, size_t n) {
    void *found;
    int before = errno;
    if (align & (align - 1) || align < sizeof(void *)) return EINVAL;
    found = memalign(align, n);
    errno = before;
    if (!found) return ENOMEM;
    *block = found;
    return 0;
}
