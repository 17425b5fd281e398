#include <wchar.h>

size_t wcsspn(const wchar_t *s, const wchar_t *set) {
    const wchar_t *at = s;
    while (*at && wcschr(set, *at)) at++;
    return at - s;
}

size_t wcscspn(const wchar_t *s, const wchar_t *set) {
    const wchar_t *at = s;
    while (*at && !wcschr(set, *at)) at++;
    return at - s;
}

wchar_t *wcspbrk(const wchar_t *s, const wchar_t *set) {
    s += wcscspn(s, set);
    return *s ? (wchar_t *)s : NULL;
}

wchar_t *wcstok(wchar_t *restrict s, const wchar_t *restrict set, wchar_t **restrict place) {
    wchar_t *word = s ? s : *place;
    if (!word) return NULL;
    word += wcsspn(word, set);
    *place = word + wcscspn(word, set);
    if (**place) *(*place)++ = 0;
    else *place = NULL;
    return *word ? word : NULL;
}
