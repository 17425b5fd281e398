#include <ctype.h>
#include <wctype.h>

#define CLASS(name, narrow) \
    int name(wint_t c) { return c < 128 && narrow((int)c); }

CLASS(iswalnum, isalnum)
CLASS(iswalpha, isalpha)
CLASS(iswblank, isblank)
CLASS(iswcntrl, iscntrl)
CLASS(iswdigit, isdigit)
CLASS(iswgraph, isgraph)
CLASS(iswlower, islower)
CLASS(iswprint, isprint)
CLASS(iswpunct, ispunct)
CLASS(iswspace, isspace)
CLASS(iswupper, isupper)
CLASS(iswxdigit, isxdigit)

wint_t towlower(wint_t c) { return c < 128 ? (wint_t)tolower((int)c) : c; }

wint_t towupper(wint_t c) { return c < 128 ? (wint_t)toupper((int)c) : c; }
