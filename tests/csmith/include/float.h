/* The limits that csmith's programs use. */
#ifndef CSMITH_FLOAT_H
#define CSMITH_FLOAT_H

#define FLT_MAX 0x1.fffffep127f
#define DBL_MAX 0x1.fffffffffffffp1023

#endif
