#define EMPTY
a\
b 12\
34 "ab\
cd" +\
+ /\
* c *\
/ x
<: :> <% %> %: %:%:
+ + +EMPTY+ -EMPTY- -EMPTY- >EMPTY= .EMPTY. x EMPTY 1 1EMPTY x
#define PLUS +
+PLUS -PLUS PLUS+
.. ... 1.2.3 0x1p+3 1e+5.x
