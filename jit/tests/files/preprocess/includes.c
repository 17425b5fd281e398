// test preprocess
#define PLAIN int plain;
#define NAME "guarded.h"
#include "nested.h"
#include NAME
#include <plain.h>
#include <plain.h>
//# preprocess
//| int guarded;
//| int nested = 1;
//| int plain;int plain;
