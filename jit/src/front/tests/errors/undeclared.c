int main(void) {
    int counter = 0;
    conter++;
    conter++;
    pritnf("%d\n", counter);
    launch_missiles(3);
    uint x = 3;
    x = 4;
    return 0;
}
