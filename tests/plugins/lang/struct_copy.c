// Structs are assigned and initialised as wholes.
struct small { char a, b, c; };
struct big { int v[20]; double d; char name[11]; };
struct big table[2];

struct big *get(int i) { return &table[i]; }

int main(void)
{
    struct small s = { 1, 2, 3 }, t = s, u;
    struct big b, c;
    int i;
    u = t;
    u.b = 9;
    if (t.a != 1 || t.b != 2 || t.c != 3 || u.a != 1 || u.b != 9 || u.c != 3) return 1;
    for (i = 0; i < 20; i++) b.v[i] = i * 3;
    b.d = 1.5;
    for (i = 0; i < 11; i++) b.name[i] = 'a' + i;
    c = b;
    if (c.v[19] != 57 || c.d != 1.5 || c.name[10] != 'k') return 2;
    table[1] = c;
    c.v[0] = 100;
    if (table[1].v[0] != 0 || get(1)->v[7] != 21) return 3;
    *get(0) = *get(1);
    if (table[0].d != 1.5 || table[0].name[0] != 'a') return 4;
    b = c = table[0];
    if (b.v[0] != 0 || c.v[0] != 0) return 5;
    b = b;
    if (b.v[19] != 57) return 6;
    if ((u = s).b != 2) return 7;
    table[0] = *(i ? &b : &c);
    return 0;
}
