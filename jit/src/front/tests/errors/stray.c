#define SIZE 10;
#define MAX = 20

int f(int n) {
    int a[SIZE];
    int b[MAX];
    for (int i = 0; i < SIZE; i++) a[i] = i;
    if (n) {
        n = a[0];
    }
    }
    puts("text");
    return n + b[0];
}

int g(int n);
{
    switch (n) {
    case 1
        n = 2;
    default
        n = 3;
    }
    return n;
}

int h(int n) {
    for (int i = 0; i < n; i++) n++;
    return i + late(n) + n ** 2;
}

int late(int n) {
    if (n == 1 && n = 2) n /= 0;
    if (n => 3 || n ! = 4) n = 2 <> 3;
    char name[8];
    name = "text";
    return name.length;
}
