#include "jump_impl.h"
#include "plug.h"

void longjmp(jmp_buf env, int value) {
    static const char MESSAGE[] = "longjmp: the function that called setjmp has returned\n";
    __longjmp(env, value ? value : 1);
    __plug_write(2, MESSAGE, sizeof MESSAGE - 1);
    __plug_abort();
}
