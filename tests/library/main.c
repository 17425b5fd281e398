/* What gcc's program begins with. */
#include <stdlib.h>

int run(int count, int seed, int floats);

int main(int argc, char **argv) { return argc == 4 ? run(atoi(argv[1]), atoi(argv[2]), atoi(argv[3])) : 99; }
