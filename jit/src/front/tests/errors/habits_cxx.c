using namespace std;

class Dog {
public:
    int age;
    void bark() { puts("woof"); }
};

void swap(int &a, int &b) {
    int t = a;
    a = b;
    b = t;
}

int main(void) {
    int v[3] = { 1, 2, 3 }, sum = 0;
    Dog d;
    d.age = 3;
    for (auto x : v) {
        sum += x;
    }
    std::cout << "sum " << sum << std::endl;
    cout << "sum " << sum << endl;
    int *a = new int[10];
    a[0] = 1;
    delete[] a;
    swap(sum, v[0]);
    try {
        throw 1;
    } catch (int e) {
        puts("caught");
    }
    return sum;
}
