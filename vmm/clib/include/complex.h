/* <complex.h> of C99 (7.3). */
#error complex numbers are not part of the plugin language: use a struct of two doubles
