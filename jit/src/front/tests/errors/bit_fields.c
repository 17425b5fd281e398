/* What bit-fields can't be, and what can't be done with them. */
struct a {
    int wide : 33;
    _Bool flag : 2;
    char c : 9;
    int negative : -1;
    float f : 3;
    int named : 0;
    int twice : 1, twice : 2;
    int *p : 4;
};
struct b { unsigned x : 3; int y; };
int n;
struct c { int x : n; };

int *address(struct b *s) { return &s->x; }
int size(struct b *s) { return sizeof s->x + sizeof(s->y); }
struct b later = { .x = 1, .y = 2 };
unsigned u = __builtin_offsetof(struct b, x);
