// test preprocess
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define NONE() 7
#define OF(x) [x]
int a = MAX(1, MAX(2, 3));
int b = MAX((1, 2), NONE());
int OF = 3;
int c OF (2);
int d OF() ;
//# preprocess
//| int a = ((1) > (((2) > (3) ? (2) : (3))) ? (1) : (((2) > (3) ? (2) : (3))));
//| int b = (((1, 2)) > (7) ? ((1, 2)) : (7));
//| int OF = 3;
//| int c [2];
//| int d [] ;
