/* größe */ char *s = "grün"; int größe = s;
int	tab = s;
