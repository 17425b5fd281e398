yes
ok
both
a b d
