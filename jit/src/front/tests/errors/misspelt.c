int f(int n) {
    whlie (n > 0) {
        n--;
    }
    fro (int i = 0; i < 3; i++) {
        if (i == 1) contineu;
    }
    swich (n) {
    case 1:
        braek;
    }
    If (n) retrun 1;
    esle n = 2;
    itn x = 5;
    unsinged y = x;
    pust("text");
    retrun x + y;
}
