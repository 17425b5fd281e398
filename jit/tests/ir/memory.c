struct p { char tag; int v[4]; struct p *next; } g, a[3];
int *get(struct p *q, int i) { return &q->v[i + 1]; }
int sum(struct p *q) { return q->next->v[2] + g.v[1] + a[2].v[3]; }
void copy(int i) { struct p l = { 1, { 2 } }; a[i] = l; l = g; *a = l; }
int taken(int x) { int *p = &x; ++*p; return x; }
volatile int hw;
void poll(void) { while (!hw) ; hw; }
