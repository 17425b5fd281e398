/* Input and output: C99 7.19, with POSIX dprintf, vdprintf and fileno and GNU asprintf and vasprintf.

   stdout is a buffer in the plugin's own memory that the host empties whenever it hears of the guest; stderr goes out
   with each call. Files lie in the runtime's memory: the host has none of them, and they are gone when the runtime is. */
#ifndef _STDIO_H
#define _STDIO_H

#include <stdarg.h>
#include <stddef.h>

typedef struct __file FILE;
typedef long long fpos_t;
typedef int ssize_t;
typedef long off_t;

extern FILE *stdin;
extern FILE *stdout;
extern FILE *stderr;
#define stdin stdin
#define stdout stdout
#define stderr stderr

#define EOF (-1)
#define BUFSIZ 1024
#define FILENAME_MAX 4096
#define FOPEN_MAX 16
#define L_tmpnam 20
#define TMP_MAX 238328
#define P_tmpdir "/tmp"

#define _IOFBF 0
#define _IOLBF 1
#define _IONBF 2

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

int printf(const char *restrict format, ...);
int fprintf(FILE *restrict stream, const char *restrict format, ...);
int dprintf(int fd, const char *restrict format, ...);
int sprintf(char *restrict text, const char *restrict format, ...);
int snprintf(char *restrict text, size_t size, const char *restrict format, ...);
int asprintf(char **restrict text, const char *restrict format, ...);
int vprintf(const char *restrict format, va_list args);
int vfprintf(FILE *restrict stream, const char *restrict format, va_list args);
int vdprintf(int fd, const char *restrict format, va_list args);
int vsprintf(char *restrict text, const char *restrict format, va_list args);
int vsnprintf(char *restrict text, size_t size, const char *restrict format, va_list args);
int vasprintf(char **restrict text, const char *restrict format, va_list args);

int scanf(const char *restrict format, ...);
int fscanf(FILE *restrict stream, const char *restrict format, ...);
int sscanf(const char *restrict text, const char *restrict format, ...);
int vscanf(const char *restrict format, va_list args);
int vfscanf(FILE *restrict stream, const char *restrict format, va_list args);
int vsscanf(const char *restrict text, const char *restrict format, va_list args);

int putchar(int byte);
int putc(int byte, FILE *stream);
int fputc(int byte, FILE *stream);
int putchar_unlocked(int byte);
int putc_unlocked(int byte, FILE *stream);
int puts(const char *text);
int fputs(const char *restrict text, FILE *restrict stream);
size_t fwrite(const void *restrict from, size_t size, size_t count, FILE *restrict stream);

int getchar(void);
int getc(FILE *stream);
int fgetc(FILE *stream);
int getchar_unlocked(void);
int getc_unlocked(FILE *stream);
int ungetc(int byte, FILE *stream);
char *fgets(char *restrict text, int size, FILE *restrict stream);
char *gets(char *text);
size_t fread(void *restrict to, size_t size, size_t count, FILE *restrict stream);
ssize_t getline(char **restrict line, size_t *restrict size, FILE *restrict stream);
ssize_t getdelim(char **restrict line, size_t *restrict size, int delimiter, FILE *restrict stream);

int fflush(FILE *stream);
int feof(FILE *stream);
int ferror(FILE *stream);
void clearerr(FILE *stream);
int fileno(FILE *stream);
int setvbuf(FILE *restrict stream, char *restrict buffer, int mode, size_t size);
void setbuf(FILE *restrict stream, char *restrict buffer);
void setlinebuf(FILE *stream);
void perror(const char *text);

int fseek(FILE *stream, long offset, int from);
int fseeko(FILE *stream, off_t offset, int from);
long ftell(FILE *stream);
off_t ftello(FILE *stream);
void rewind(FILE *stream);
int fgetpos(FILE *restrict stream, fpos_t *restrict position);
int fsetpos(FILE *stream, const fpos_t *position);

FILE *fopen(const char *restrict name, const char *restrict mode);
FILE *fdopen(int fd, const char *mode);
FILE *freopen(const char *restrict name, const char *restrict mode, FILE *restrict stream);
int fclose(FILE *stream);
FILE *tmpfile(void);
char *tmpnam(char *name);
int remove(const char *name);
int rename(const char *from, const char *to);

#endif
