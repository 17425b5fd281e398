int f(int n) {
    int i = 0;
    while (i < n)
        n--;
        i++;
    if (n)
        n = 1;
        n = 2;
    for (i = 0; i < n; i++)
        n--;
    n++;
    if (n) n = 1; else n = 2;
    if (n)
        n = 1;
    else
        n = 2;
    if (n)
        n = 1;
    else
        n = 2;
        i = 3;
    switch (n) {
    case 1:
        if (i)
            n = 2;
        break;
    }
    while (i--)
out:    n++;
    if (n)
	n = 1;
        n = 2;
    return i + n;
}

struct node {
    node *next;
} node;
enum e { A, B }

typedef int number;
number count = f(1 2);
int main(void) {
    if (count % 2 = 0) count = 1;
    if (count): count = 2;
    return count.length + int(count) + "a" + "b";
}
count = 3;
