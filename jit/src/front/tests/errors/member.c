struct vector { float length, width; int count; };
float f(struct vector *v) { return v->lenght + v->width; }
int g(struct vector v[]) { return v[0].cuont + v[1].nothing; }
