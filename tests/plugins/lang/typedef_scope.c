// Names in scopes: typedefs shadowed by variables, members, labels, tags, parameters and enumerators.
typedef int T;
typedef struct T { T T; struct T *next; } S;
typedef char *string, letters[4];
typedef T (*function)(T), array[3];
enum E { A, B = 5, C, D = -1, F = B * 2 + sizeof(T) };
T global = 3;
T twice(T T) { return T * 2; }
T apply(function f, T x) { return f(x); }
static int count(void) { enum { A = 100 }; { enum { A = 200 }; } return A; }

int main(void)
{
    T a = 4;
    S s = { 7 };
    array list = { 1, 2 };
    const string text = "ab";
    letters l = "xyz";
    if (sizeof(T) != 4 || s.T != 7 || list[2] || text[1] != 'b' || sizeof l != 4 || sizeof(array) != 12) return 1;
    if (A != 0 || B != 5 || C != 6 || D != -1 || F != 14 || count() != 100) return 2;
    {
        T T = a + 1, *p = &T;
        *p *= 2;
        if (T != 10 || sizeof T != 4 || sizeof(T) != 4) return 3;
        {
            typedef long long T;
            struct T { short v; } t = { -3 };
            T wide = 1;
            if (sizeof(T) != 8 || sizeof(struct T) != 2 || wide << 40 != 1099511627776LL || t.v != -3) return 4;
        }
    }
    if (apply(twice, 21) != 42 || (T)3.9 != 3) return 5;
    for (T i = 0, global = 10; i < 2; i++) { T i = 50; global += i; if (global < 60) return 6; }
    if (global != 3) return 7;
    {
        extern T global;
        T global_too = global;
        if (global_too != 3) return 8;
    }
    goto T;
    a = 99;
T:  if (a != 4) return 9;
    {
        int A = 9, E = A;
        enum E { X = 1 } e = X;
        if (E != 9 || e != 1) return 10;
    }
    unsigned const long volatile int int_like = -1;
    long unsigned long big = -1;
    if (int_like != 4294967295u || big != 18446744073709551615ull || sizeof(signed) + sizeof(short int) != 6) return 11;
    return 0;
}
