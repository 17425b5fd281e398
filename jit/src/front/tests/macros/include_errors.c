#include <twise.h>
#include "nowhere.h"
#include <unclosed.h
#include
#include twice.h
#include <outer.h>
#include "open.h"
#include ""
#define HEADER <twice.h>
#include HEADER
#include HEADER
int a = DOUBLE(1) + twice;
#include "itself.h"
