int x;
float x;
int f(int);
int f(int a, int b) { return a + b; }
int twice(void) { return 1; }
int twice(void) { return 2; }
struct t { int a; int a; };
struct t { int b; };
union t *q;
enum e { A, B, A };
enum big { HUGE_VALUE = 0x180000000 };
typedef int number;
unsigned number wrong;
static y;
long long long z;
signed unsigned w;
int bits { int a : 3; };
struct flags { int a : 3, b; };
void nothing;
int vla(int n) { static int a[n]; return a[0]; }
int grow[];
int many(int first, ...) { return first; }
struct t by_value(void);
int takes(struct t s);
int (*returns(void))[3];
int array_of(void)[3];
int functions[3](void);
static int missing(void);
int uses(void) { return missing(); }
