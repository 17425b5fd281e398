/* Compiles FILE with libtcc N times, in memory, up to callable code, and prints the nanoseconds that took.
   usage: tcc_compile FILE N */
#include <libtcc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text;
    long len;
    if (!f)
        return NULL;
    fseek(f, 0, SEEK_END);
    len = ftell(f);
    rewind(f);
    text = calloc(1, len + 1);
    if (fread(text, 1, len, f) != (size_t)len)
        return NULL;
    fclose(f);
    return text;
}

int main(int argc, char **argv)
{
    struct timespec start, end;
    char *text = argc == 3 ? read_file(argv[1]) : NULL;
    long i, n = text ? atol(argv[2]) : 0;
    if (!text)
        return 1;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (i = 0; i < n; i++) {
        TCCState *s = tcc_new();
        tcc_set_options(s, "-nostdlib");
        tcc_set_output_type(s, TCC_OUTPUT_MEMORY);
        if (tcc_compile_string(s, text) || tcc_relocate(s, TCC_RELOCATE_AUTO) < 0)
            return 1;
        tcc_delete(s);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.0f\n", (end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec));
    return 0;
}
