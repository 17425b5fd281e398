#include <time.h>

double difftime(time_t later, time_t sooner) { return (double)later - (double)sooner; }
