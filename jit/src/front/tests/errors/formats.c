int scanf(const char *, ...);

#define LONG "ll"

int main(void) {
    long long big = 1;
    double d = 2.0;
    int i = 3;
    short s;
    printf("%d %s %f\n", big, d, i);
    printf("%d %d\n", 1);
    printf("%d\n", 1, 2);
    printf("%y\n", 3);
    printf("100%\n");
    printf("%s\n", i);
    printf("%" LONG "d %c %p %5.*f %%\n", big, 'c', &i, 3, d);
    printf("%" LONG "d\n", i);
    printf("%*d\n", d, i);
    scanf("%d", i);
    scanf("%f", &d);
    scanf("%d %hd %lf", &i, &s, &d);
    return 0;
}
