/* Jumps out of functions: C99 7.13. A jump ends all calls down to that of the function that called setjmp, which must
   not have returned, nor may a function of the host be in between; else it traps. */
#ifndef _SETJMP_H
#define _SETJMP_H

/* An array, so that it is passed by reference. */
typedef struct __jmp_buf {
    unsigned long long __words[8];
} jmp_buf[1];

int __setjmp(struct __jmp_buf *env);
_Noreturn void longjmp(jmp_buf env, int value);

/* Macros only: the compiler has to know where a function returns twice. */
#define setjmp(env) __setjmp(env)
#define _setjmp(env) __setjmp(env)
#define _longjmp(env, value) longjmp(env, value)

#endif
