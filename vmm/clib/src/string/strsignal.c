#include <string.h>

char *strsignal(int number) {
    static const char *const texts[] = {"Unknown signal", "Hangup", "Interrupt", "Quit", "Illegal instruction",
        "Trace/breakpoint trap", "Aborted", "Bus error", "Floating point exception", "Killed", "User defined signal 1",
        "Segmentation fault", "User defined signal 2", "Broken pipe", "Alarm clock", "Terminated"};
    return (char *)texts[number > 0 && number < 16 ? number : 0];
}
