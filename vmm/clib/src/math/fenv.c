/* The floating-point environment, of which there is one. */
#include <fenv.h>

const fenv_t __fe_dfl_env;

int feclearexcept(int exceptions) { return exceptions != 0; }
int fegetexceptflag(fexcept_t *flags, int exceptions) {
    *flags = 0;
    return exceptions != 0;
}
int feraiseexcept(int exceptions) { return exceptions != 0; }
int fesetexceptflag(const fexcept_t *flags, int exceptions) { return *flags != 0 || exceptions != 0; }
int fetestexcept(int exceptions) { return exceptions & FE_ALL_EXCEPT; }
int fegetround(void) { return FE_TONEAREST; }
int fesetround(int direction) { return direction != FE_TONEAREST; }
int fegetenv(fenv_t *environment) {
    *environment = __fe_dfl_env;
    return 0;
}
int feholdexcept(fenv_t *environment) {
    *environment = __fe_dfl_env;
    return 0;
}
int fesetenv(const fenv_t *environment) { return environment->__unused != 0; }
int feupdateenv(const fenv_t *environment) { return environment->__unused != 0; }
