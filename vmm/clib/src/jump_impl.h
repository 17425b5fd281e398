/* The inside of <setjmp.h>, for members alone. */
#ifndef JUMP_IMPL_H
#define JUMP_IMPL_H

#include <setjmp.h>

/* Has __setjmp return the value, which is not 0; returns itself if the function that called it is gone. */
void __longjmp(struct __jmp_buf *env, int value);

#endif
