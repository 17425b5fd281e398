/* Compiles FILE with libtcc, in memory, up to callable code: for each number on standard input so many times. Prints
   the nanoseconds that took, and the size of the text.
   usage: tcc_compile FILE */
#include <libtcc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static long length;

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text;

    if (!f)
        return NULL;
    fseek(f, 0, SEEK_END);
    length = ftell(f);
    rewind(f);
    text = calloc(1, length + 1);
    if (fread(text, 1, length, f) != (size_t)length)
        return NULL;
    fclose(f);
    return text;
}

int main(int argc, char **argv)
{
    struct timespec start, end;
    char *text = argc == 2 ? read_file(argv[1]) : NULL;
    int i, n;

    if (!text)
        return 1;
    while (scanf("%d", &n) == 1) {
        clock_gettime(CLOCK_MONOTONIC, &start);
        for (i = 0; i < n; i++) {
            TCCState *s = tcc_new();

            tcc_set_options(s, "-nostdlib -w");
            tcc_set_output_type(s, TCC_OUTPUT_MEMORY);
            /* What it calls to copy structs. */
            tcc_add_symbol(s, "memmove", memmove);
            if (tcc_compile_string(s, text) || tcc_relocate(s, TCC_RELOCATE_AUTO) < 0)
                return 1;
            tcc_delete(s);
        }
        clock_gettime(CLOCK_MONOTONIC, &end);
        printf("%.0f %ld\n", (end.tv_sec - start.tv_sec) * 1e9 + (end.tv_nsec - start.tv_nsec), length);
        fflush(stdout);
    }
    return 0;
}
