#define EMPTY
__COUNTER__ __COUNTER__ __INCLUDE_LEVEL__
#define CAT(a,b) a##b
#define XCAT(a,b) CAT(a,b)
CAT(+,+) CAT(<,<=) CAT(1,.5) CAT(1e,+5) CAT(a,1) CAT(.,5) CAT(L,"x") CAT(L,'x') CAT(-,>) CAT(%:,%:) CAT(%:%,:)
XCAT(__LINE__,_x) XCAT(v,__LINE__)
XCAT(CAT(1,2),3)
