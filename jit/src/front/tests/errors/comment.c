int f(void) { return 1; }
/* this goes on
   and on
int g(void) { return 2; }
