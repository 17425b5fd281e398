/* Runs the grayscale plugin, which the build includes by -include, over a PPM image N times in one chunk and prints
   the nanoseconds that took.
   usage: grayscale FILE N */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(int argc, char **argv)
{
    struct timespec start, end;
    unsigned char *src, *dst;
    long long state[8];
    long i, len, n = argc == 3 ? atol(argv[2]) : 0;
    FILE *f = n ? fopen(argv[1], "rb") : NULL;
    if (!f)
        return 1;
    fseek(f, 0, SEEK_END);
    len = ftell(f);
    rewind(f);
    src = malloc(len);
    dst = malloc(len + 64);
    if (fread(src, 1, len, f) != (size_t)len)
        return 1;
    memset(dst, 0, len + 64);
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (i = 0; i < n; i++) {
        memset(state, 0, sizeof state);
        if (grayscale(src, dst, 0, (int)len, (void *)state) < 0)
            return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.0f\n", (end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec));
    return 0;
}
