/* The exponential function of a pair.

   P. T. P. Tang, "Table-driven implementation of the exponential function in IEEE floating-point arithmetic", ACM TOMS
   15 (1989): x = (128 k + i) ln 2 / 128 + r, |r| < 0.00272, and e^x = 2^k * 2^(i/128) * e^r. The table's high parts and
   those of r have 26 digits, so that their product is exact; what is rounded is below 2^-17 of the whole. */
#include "math_impl.h"

/* 2^(i/128): 26 digits and the rest. */
static const double TABLE[256] = {
    0x1p+0, 0.0, 0x1.0163da8p+0, 0x1.fb33356d84a67p-28, 0x1.02c9a4p+0, -0x1.887f9f1190835p-28, 0x1.04315e8p+0,
    0x1.b9fe12f5ce3e7p-30, 0x1.059b0dp+0, 0x1.8ac2ba1d73e2ap-27, 0x1.0706b28p+0, 0x1.ddf6ddc6dc404p-28,
    0x1.0874518p+0, 0x1.d66f20230d7c9p-30, 0x1.09e3ec8p+0, 0x1.6379c1a290f03p-27, 0x1.0b5587p+0,
    -0x1.833b784eb3a37p-27, 0x1.0cc9228p+0, 0x1.b923fba03db83p-27, 0x1.0e3ec3p+0, 0x1.69e8d10103a17p-27,
    0x1.0fb66bp+0, -0x1.2ce50dcdf6e22p-36, 0x1.11301dp+0, 0x1.25b50a4ebbf1bp-32, 0x1.12abdcp+0,
    0x1.b0c72fee4aeb5p-30, 0x1.1429abp+0, -0x1.56d2204cbefe7p-28, 0x1.15a98c8p+0, 0x1.4b1ca24901aaep-29,
    0x1.172b84p+0, -0x1.c15742919041cp-27, 0x1.18af938p+0, 0x1.191bd3777ee17p-29, 0x1.1a35be8p+0,
    0x1.b7e5ba9e5b4c8p-27, 0x1.1bbe088p+0, -0x1.fdd19632a70c7p-27, 0x1.1d4873p+0, 0x1.68b9aa7805b8p-28,
    0x1.1ed502p+0, 0x1.7e6c8e5c40dp-27, 0x1.2063b88p+0, 0x1.8a3358ee3bac1p-30, 0x1.21f499p+0, 0x1.7ddc962552fd3p-28,
    0x1.2387a7p+0, -0x1.8a9dc7993e052p-28, 0x1.251ce5p+0, -0x1.35670329f5521p-30, 0x1.26b4568p+0,
    -0x1.0ec1916d42cc6p-27, 0x1.284dfep+0, 0x1.f5638096cf15dp-28, 0x1.29e9df8p+0, -0x1.70108f69ed175p-27,
    0x1.2b87fdp+0, 0x1.b5b31ffbbd48dp-29, 0x1.2d285a8p+0, -0x1.1bfcf4bff6e2bp-28, 0x1.2ecafa8p+0,
    0x1.3e2f5611ca0f4p-28, 0x1.306fe08p+0, 0x1.18db8a96f46adp-27, 0x1.32171p+0, -0x1.d993e76563187p-27,
    0x1.33c08bp+0, 0x1.320b7fa64e431p-27, 0x1.356c56p+0, -0x1.b5803cdae772ep-30, 0x1.371a738p+0,
    -0x1.8aac6ab1d756p-29, 0x1.38cae7p+0, -0x1.7d13cd3d2b1a8p-27, 0x1.3a7db38p+0, -0x1.8d30048af21b7p-27,
    0x1.3c32dcp+0, 0x1.89d47242000f9p-27, 0x1.3dea65p+0, -0x1.f6e5eee525f6fp-27, 0x1.3fa4508p+0,
    -0x1.a9bff22fa047fp-27, 0x1.4160a2p+0, 0x1.f72e29f84325cp-28, 0x1.431f5d8p+0, 0x1.50a896dc70444p-28,
    0x1.44e086p+0, 0x1.8624b40c4dbdp-30, 0x1.46a41fp+0, -0x1.717fd446d7686p-27, 0x1.486a2b8p+0,
    -0x1.1f6197f61f2e2p-27, 0x1.4a32afp+0, 0x1.afa7bcce5b17ap-29, 0x1.4bfdad8p+0, -0x1.64eaec715e343p-27,
    0x1.4dcb298p+0, 0x1.fddd0d63b36efp-28, 0x1.4f9b278p+0, -0x1.62d35952cc275p-28, 0x1.516daap+0,
    0x1.67b320e0897a9p-27, 0x1.5342b58p+0, -0x1.62b07e20f57c4p-28, 0x1.551a4c8p+0, 0x1.2ec9076297631p-27,
    0x1.56f4738p+0, -0x1.4ad82599135p-28, 0x1.58d12d8p+0, -0x1.b41c016d6a1eap-27, 0x1.5ab07ep+0,
    -0x1.5bd5eb539b67fp-27, 0x1.5c92688p+0, 0x1.2ca35b80e258ep-27, 0x1.5e76f18p+0, -0x1.296f5bc8b20dap-27,
    0x1.605e1b8p+0, 0x1.76dc08b076f59p-28, 0x1.6247ebp+0, 0x1.d2ac258f87d03p-31, 0x1.6434638p+0,
    -0x1.999e701c483c7p-27, 0x1.662388p+0, 0x1.2a91124893ecfp-27, 0x1.68155d8p+0, -0x1.d9ab467bf1d47p-27,
    0x1.6a09e68p+0, -0x1.80c4336f74d05p-28, 0x1.6c01278p+0, -0x1.7a12a08944ab3p-27, 0x1.6dfb24p+0,
    -0x1.cd72e886ef8eap-27, 0x1.6ff7df8p+0, 0x1.519483cf87e1bp-28, 0x1.71f75e8p+0, 0x1.d8bee7ba46e1ep-29,
    0x1.73f9a48p+0, 0x1.4b02e77ab934ap-29, 0x1.75feb58p+0, -0x1.bd98374091656p-28, 0x1.780695p+0,
    -0x1.0d1604f328fecp-31, 0x1.7a1147p+0, 0x1.f580c36bea881p-27, 0x1.7c1edp+0, 0x1.30c1327c49334p-28,
    0x1.7e2f338p+0, -0x1.30b19defa2fd4p-28, 0x1.8042758p+0, -0x1.e0f2f724f90ccp-27, 0x1.8258998p+0,
    0x1.4cce128acf88bp-28, 0x1.8471a48p+0, -0x1.dc385331ad094p-28, 0x1.868d998p+0, 0x1.a2497640720edp-27,
    0x1.88ac7d8p+0, 0x1.8a669966530bdp-28, 0x1.8ace54p+0, 0x1.15506dadd3e2bp-27, 0x1.8cf3218p+0,
    -0x1.4abb7410d55e3p-28, 0x1.8f1ae98p+0, 0x1.1577362b98274p-28, 0x1.9145b08p+0, 0x1.c8ffe2c4530dap-27,
    0x1.93737bp+0, 0x1.9b8bc9e8a0388p-29, 0x1.95a44c8p+0, 0x1.e4290774da41bp-27, 0x1.97d82ap+0,
    -0x1.0d8d83a30b6f8p-31, 0x1.9a0f17p+0, 0x1.940f737462137p-29, 0x1.9c4918p+0, 0x1.51f8480e3e236p-27,
    0x1.9e86318p+0, 0x1.e323231824ca8p-28, 0x1.a0c6678p+0, 0x1.aef2b2594d6d4p-27, 0x1.a309bfp+0,
    -0x1.dae966539f47p-27, 0x1.a5503bp+0, 0x1.1f12ae45a1225p-27, 0x1.a799e1p+0, 0x1.9859ac3796fd9p-27,
    0x1.a9e6b58p+0, -0x1.4301205e0a6dep-27, 0x1.ac36bcp+0, -0x1.606431f9234cbp-31, 0x1.ae89f98p+0,
    0x1.5ad3ad5e8734dp-28, 0x1.b0e0728p+0, 0x1.8db66590842adp-28, 0x1.b33a2b8p+0, 0x1.3c57ebdaff43ap-30,
    0x1.b59729p+0, -0x1.0d536338e3bf7p-27, 0x1.b7f76fp+0, 0x1.7daf237553d84p-27, 0x1.ba5b03p+0,
    0x1.420c930819679p-29, 0x1.bcc1e9p+0, 0x1.2f074891ee83dp-30, 0x1.bf2c258p+0, 0x1.eb8f0442046b8p-27,
    0x1.c199bep+0, -0x1.3d56b1eeef9a7p-27, 0x1.c40ab6p+0, -0x1.7c2c975903ef8p-39, 0x1.c67f13p+0,
    -0x1.a82eb4b5dec8p-28, 0x1.c8f6d98p+0, -0x1.fc8c257729a1ep-27, 0x1.cb720ep+0, -0x1.8837cb757e1a1p-27,
    0x1.cdf0b58p+0, -0x1.511e031dd83b5p-27, 0x1.d072d48p+0, 0x1.03c4bdc687918p-27, 0x1.d2f8708p+0,
    0x1.b13e315bc2473p-33, 0x1.d5818ep+0, -0x1.822dbc6d12fd3p-27, 0x1.d80e318p+0, -0x1.367c68447b063p-28,
    0x1.da9e6p+0, 0x1.ed9942b84600dp-27, 0x1.dd321fp+0, 0x1.80da3025b4aefp-27, 0x1.dfc973p+0, 0x1.bdcdaf5cb4656p-27,
    0x1.e264618p+0, -0x1.852f6baf6c4fp-27, 0x1.e502ee8p+0, -0x1.d30027630bb4p-30, 0x1.e7a51f8p+0,
    0x1.e3a641a5aa459p-27, 0x1.ea4afap+0, 0x1.52486cc2c7b9dp-27, 0x1.ecf483p+0, -0x1.38cc07b927e77p-27,
    0x1.efa1bfp+0, -0x1.9ea5d888e02dep-28, 0x1.f252b38p+0, -0x1.288ad162f2d2p-29, 0x1.f507658p+0,
    0x1.b722a033a7c26p-27, 0x1.f7bfdbp+0, -0x1.31a0f63b7625ap-27, 0x1.fa7c18p+0, 0x1.9e90d82e90a7ep-28,
    0x1.fd3c228p+0, 0x1.c7b8f884badd2p-27
};

/* (e^r - 1 - r) / r^2 for |r| < ln 2 / 256, error 2^-58. */
static const double P[5] = {
    0x1p-1, 0x1.55555555554d8p-3, 0x1.5555555555517p-5, 0x1.1111150cbea9p-7, 0x1.6c16c567c457fp-10
};

double __math_exp(double h, double l, int *k, double *low) {
    double n = (h * 0x1.71547652b82fep+7 + 0x1.8p52) - 0x1.8p52, r, r1, r2, t1, t2, s, a, e;
    int m = (int)n, i = m & 127;
    /* ln 2 / 128 in two parts: n times the first, which has 35 digits, is exact, and so is the difference. */
    r = h - n * 0x1.62e42fefcp-8;
    /* A multiple of 2^-34. */
    r1 = (r + 0x1.8p18) - 0x1.8p18;
    r2 = (r - r1) + (l - n * -0x1.c610ca86c3899p-44);
    r = r1 + r2;
    t1 = TABLE[2 * i];
    t2 = TABLE[2 * i + 1];
    s = t1 * r1;
    FAST_SUM(a, e, t1, s);
    *k = m >> 7;
    r1 = r * r * (P[0] + r * P[1] + r * r * (P[2] + r * P[3] + r * r * P[4]));
    l = e + (t2 + (t1 * r2 + t2 * r) + (t1 + t2) * r1);
    FAST_SUM(h, *low, a, l);
    return h;
}
