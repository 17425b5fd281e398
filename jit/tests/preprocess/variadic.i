bar
bar
F, (, 'a', 'b', );
printf("a") printf("a",) printf("a", 1) printf("a", 1, 2) printf("a", )
p(a) p(a,1) p(a,,)
q(1,2) q()
q(x) q(x,) q(x, y,z)
f(1 ) f(1 ) f(1 , 2) f(1 ) f(1 , ,)
ab a1b
