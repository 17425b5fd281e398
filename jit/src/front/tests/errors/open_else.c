int main(void) {
    int x = 5;
    if (x == 5) {
        puts("five\n");
    else {
        puts("other\n");
    }
    return 0;
}
