struct node { int x; };
node n;
nod m;
enum node o;
itn p;
enum colour c;
union node *u;
