/* C99 7.21, POSIX and what the GNU library adds */
#ifndef _STRING_H
#define _STRING_H

#include <stddef.h>
#include <strings.h>

void *memcpy(void *restrict to, const void *restrict from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int byte, size_t n);
char *strcpy(char *restrict to, const char *restrict from);
char *strncpy(char *restrict to, const char *restrict from, size_t n);
char *strcat(char *restrict to, const char *restrict from);
char *strncat(char *restrict to, const char *restrict from, size_t n);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
int strcoll(const char *a, const char *b);
size_t strxfrm(char *restrict to, const char *restrict from, size_t n);
char *strchr(const char *s, int byte);
char *strrchr(const char *s, int byte);
size_t strspn(const char *s, const char *set);
size_t strcspn(const char *s, const char *set);
char *strpbrk(const char *s, const char *set);
char *strstr(const char *hay, const char *needle);
char *strtok(char *restrict s, const char *restrict set);
size_t strlen(const char *s);
char *strerror(int number);

void *memccpy(void *restrict to, const void *restrict from, int byte, size_t n);
char *strtok_r(char *restrict s, const char *restrict set, char **restrict rest);
int strerror_r(int number, char *text, size_t size);
char *stpcpy(char *restrict to, const char *restrict from);
char *stpncpy(char *restrict to, const char *restrict from, size_t n);
size_t strnlen(const char *s, size_t n);
char *strdup(const char *s);
char *strndup(const char *s, size_t n);
char *strsignal(int number);

void *mempcpy(void *restrict to, const void *restrict from, size_t n);
void *memmem(const void *hay, size_t hay_len, const void *needle, size_t len);
void *memrchr(const void *s, int byte, size_t n);
void *rawmemchr(const void *s, int byte);
void explicit_bzero(void *to, size_t n);
char *strchrnul(const char *s, int byte);
char *strsep(char **rest, const char *set);
char *strcasestr(const char *hay, const char *needle);
int strverscmp(const char *a, const char *b);
size_t strlcpy(char *restrict to, const char *restrict from, size_t size);
size_t strlcat(char *restrict to, const char *restrict from, size_t size);
char *basename(const char *path);

#endif
