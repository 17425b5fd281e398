// test opt simplify rotate gvn ifconvert licm simplify vectorise gvn dce
// call last(4)

typedef unsigned char u8;

static u8 pixels[192], gray[64];

/* The bytes of structures of three. */
void convert(int n)
{
    for (int i = 0; i < n; i++)
        gray[i] = (pixels[3 * i] >> 2) + 5 * (pixels[3 * i + 1] >> 3) + (pixels[3 * i + 2] >> 3);
}

/* Each turn needs what the one before it has made: stays. */
int last(int n)
{
    int x = 1;

    for (int i = 0; i < n; i++)
        x = x * 3 + gray[i];
    return x;
}
