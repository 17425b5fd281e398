// The block that is not closed is found by its indentation.
int count(int *a, int n) {
    int c = 0;
    for (int i = 0; i < n; i++) {
        if (a[i] > 0) {
            c++;
    }
    return c;
}

int main(void) {
    return count(0, 0);
}
