enum colour { red, green, blue, colours };
const char *names[] = { "red", "green", "blue", };
int value(enum colour c) { switch (c) { case red: return 0xff0000; case green: return 0x00ff00; case blue: return 0x0000ff; default: return -1; } }
int sum[] = { 0xff0000 + 1 0x00ff00 + 1 0x0000ff + 1 };
((a "b\n" == '"') ? (void)0 : fail("a \"b\\n\" == '\"'", "xmacro.c", 15));
((1) ? (void)0 : fail("1", "xmacro.c", 16));
((struct y *)((char *)(x) - offsetof(struct y, z[1].w)))
({ __typeof__(({ __typeof__(1) _a = (1); __typeof__(2) _b = (2); _a < _b ? _a : _b; })) _a = (({ __typeof__(1) _a = (1); __typeof__(2) _b = (2); _a < _b ? _a : _b; })); __typeof__(({ __typeof__(3) _a = (3); __typeof__(({ __typeof__(4) _a = (4); __typeof__(5) _b = (5); _a < _b ? _a : _b; })) _b = (({ __typeof__(4) _a = (4); __typeof__(5) _b = (5); _a < _b ? _a : _b; })); _a < _b ? _a : _b; })) _b = (({ __typeof__(3) _a = (3); __typeof__(({ __typeof__(4) _a = (4); __typeof__(5) _b = (5); _a < _b ? _a : _b; })) _b = (({ __typeof__(4) _a = (4); __typeof__(5) _b = (5); _a < _b ? _a : _b; })); _a < _b ? _a : _b; })); _a < _b ? _a : _b; })
do { a = 1; } while (0)
do { (a, b); } while (0)
