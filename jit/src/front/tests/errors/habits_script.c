import sys

def square(x):
    return x * x

function twice(a) {
    return a + a;
}

int main(void) {
    var x = twice(1);
    int y = 2;
    if (x == 1 and not y or x is y) {
        print("both");
    } elif (x == 2) {
        console.log(x);
    }
    if y > 2 {
        y--;
    }
    while y > 0 {
        y = None;
    }
    for i = 0; i < 3; i++ {
        y += i;
    }
    int[] a = { 1, 2 };
    return a[0] + square(y);
}
