/* Heapsort of records by their keys. */

#ifdef SMALL
enum { COUNT = 20 };
#else
enum { COUNT = 4096 };
#endif

struct record {
    unsigned key;
    int value;
};

static struct record unsorted[COUNT], records[COUNT];

static void sift_down(struct record *heap, int root, int count)
{
    struct record moved = heap[root];
    int child;

    while ((child = 2 * root + 1) < count) {
        if (child + 1 < count && heap[child].key < heap[child + 1].key)
            child++;
        if (heap[child].key <= moved.key)
            break;
        heap[root] = heap[child];
        root = child;
    }
    heap[root] = moved;
}

static void heapsort(struct record *heap, int count)
{
    int i;

    for (i = count / 2 - 1; i >= 0; i--)
        sift_down(heap, i, count);
    for (i = count - 1; i > 0; i--) {
        struct record swap = heap[0];

        heap[0] = heap[i];
        heap[i] = swap;
        sift_down(heap, 0, i);
    }
}

void setup(void)
{
    unsigned seed = 4;
    int i;

    for (i = 0; i < COUNT; i++) {
        seed = seed * 1664525 + 1013904223;
        unsorted[i].key = seed >> 4;
        unsorted[i].value = i;
    }
}

unsigned kernel(int n)
{
    unsigned sum = 0;
    int i, k;

    for (i = 0; i < n; i++) {
        for (k = 0; k < COUNT; k++)
            records[k] = unsorted[k];
        heapsort(records, COUNT);
        sum = sum * 31 + records[i % COUNT].value;
    }
    for (i = 0; i < COUNT; i++)
        sum = sum * 31 + (records[i].key ^ (unsigned)records[i].value);
    return sum;
}
