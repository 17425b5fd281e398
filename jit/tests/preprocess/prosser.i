42
1 f(2)(3)
t(1)
<1 BA(> <2 BA(>
obj obj2 obj obj2 obj obj2
id(id)(1) id(1) obj obj2 obj
(1) id (1, 2) swap (3) id
[1|2]
[1|2] call(two, 1, 2) () (1)
outer(5) + 1 inner(6) + 1
const long x; goto y;
while (1) if ;
id (7) id (8)
foo a foo a foo a
