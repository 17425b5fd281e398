int printf(const char *format, ...);
int scanf(const char *format, ...);

int main(void) {
    printf(“hello\n”);
    int x = 3；
    int y = 5 – 2;
    char c = ‘a’;
    double d;
    char name[20];
    short s;
    x == 4;
    scanf("%d", x);
    scanf("%f", &d);
    scanf("%s", &name);
    scanf("%d %d", &s, &y);
    printf("%d %s\n", d, x);
    char e = 'ab;
    std::string text = "a";
    std::vector<int> v;
    vector<int> w;
    v.push_back(text + w);
    return y;
}
