/* A variable like any other: a runtime has one thread. */
int errno;
