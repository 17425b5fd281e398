int f(int x) {
    switch (x) {
    case 1: x = 5;
    case 2: return x;
    case -1: break;
    default: x = 7;
    }
    return x + 1;
}
