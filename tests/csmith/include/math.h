/* What csmith's programs use of it is in our csmith.h. */
