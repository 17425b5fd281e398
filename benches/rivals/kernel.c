/* Runs a kernel of the suite, linked from another file. For each number of rounds on standard input it makes one call
   and prints the nanoseconds that it took, and the checksum. */
#include <stdio.h>
#include <time.h>

void setup(void);
unsigned kernel(int rounds);

int main(void)
{
    struct timespec start, end;
    int rounds;

    setup();
    while (scanf("%d", &rounds) == 1) {
        unsigned sum;

        clock_gettime(CLOCK_MONOTONIC, &start);
        sum = kernel(rounds);
        clock_gettime(CLOCK_MONOTONIC, &end);
        printf("%.0f %u\n", (end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec), sum);
        fflush(stdout);
    }
    return 0;
}
