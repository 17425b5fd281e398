/* The natural logarithm of a pair.

   P. T. P. Tang, "Table-driven implementation of the logarithm function in IEEE floating-point arithmetic", ACM TOMS 16
   (1990), with reciprocals for the table's arguments: x = 2^k z, 11/16 <= z < 11/8, and log x = k ln 2 - log c +
   log1p(r) with r = z c - 1, |r| <= 2^-7. c has 10 digits and the first part of z 21, so that the first part of r, its
   square, and its sum with the table's values, multiples of 2^-41, are exact. About 1 the c is 1 and its logarithm 0:
   nothing cancels there. */
#include "math_impl.h"

/* c, -log c as a multiple of 2^-41, and the rest. */
static const double TABLE[384] = {
    0x1.738p+0, -0x1.7d4eeef5eep-2, -0x1.8dbf9c1c3609cp-43, 0x1.71p+0, -0x1.7664e1239ep-2, 0x1.0c4fb6aeb27afp-44,
    0x1.6fp+0, -0x1.70d42e278ap-2, 0x1.b9454b320475ep-43, 0x1.6dp+0, -0x1.6b3bb2235ap-2, 0x1.784ed42b666ccp-43,
    0x1.6bp+0, -0x1.659b57303ep-2, -0x1.f281db0af8efcp-46, 0x1.69p+0, -0x1.5ff3070a7ap-2, 0x1.8586f183bebf2p-43,
    0x1.67p+0, -0x1.5a42ab0f4cp-2, -0x1.fc338a1a4108bp-43, 0x1.65p+0, -0x1.548a2c3adep-2, 0x1.b3a60673df8c2p-43,
    0x1.63p+0, -0x1.4ec97326p-2, -0x1.34d7aaf04d104p-45, 0x1.618p+0, -0x1.4a7373cedp-2, 0x1.9a234ebf35449p-44,
    0x1.5f8p+0, -0x1.44a41b463cp-2, -0x1.1ee28f37cf612p-44, 0x1.5d8p+0, -0x1.3ecc460ef6p-2, 0x1.6028627c1300fp-47,
    0x1.5b8p+0, -0x1.38ebdb38eep-2, 0x1.9be9f4660acd8p-43, 0x1.5ap+0, -0x1.347dd9a988p-2, 0x1.5594dd4c58092p-45,
    0x1.58p+0, -0x1.2e8e2bae12p-2, 0x1.67b1e99b72bd8p-45, 0x1.56p+0, -0x1.2895a13de8p-2, -0x1.a8d7ad24c13fp-44,
    0x1.548p+0, -0x1.241558bfd2p-2, 0x1.7f80066eb81a9p-43, 0x1.528p+0, -0x1.1e0d0c3372p-2, 0x1.28386ab2795bp-43,
    0x1.51p+0, -0x1.1980d2dd42p-2, -0x1.b7b3a7a361c9ap-45, 0x1.4fp+0, -0x1.136870293ap-2, -0x1.160bdb314c76fp-43,
    0x1.4d8p+0, -0x1.0ed005f658p-2, 0x1.2dc75285aa803p-45, 0x1.4cp+0, -0x1.0a324e273ap-2, 0x1.e39411810bfcfp-43,
    0x1.4ap+0, -0x1.0402594b4ep-2, 0x1.f7e4a3b085e94p-43, 0x1.488p+0, -0x1.feb0233e6p-3, -0x1.f316e32d5e8c7p-45,
    0x1.47p+0, -0x1.f550a564b8p-3, 0x1.323e3a09202fep-45, 0x1.45p+0, -0x1.e8c0252aa4p-3, -0x1.a5fe91fc5c64p-43,
    0x1.438p+0, -0x1.df46c0c724p-3, 0x1.2d0bea7a437e3p-43, 0x1.42p+0, -0x1.d5c216b4fcp-3, 0x1.1ba91bbca681bp-45,
    0x1.408p+0, -0x1.cc320c0178p-3, 0x1.afdbf1966b21bp-43, 0x1.3fp+0, -0x1.c2968558cp-3, -0x1.8c0a308471d7p-43,
    0x1.3d8p+0, -0x1.b8ef67042p-3, -0x1.87533321788ep-44, 0x1.3cp+0, -0x1.af3c94e80cp-3, 0x1.a4e633fcd9066p-52,
    0x1.3a8p+0, -0x1.a57df28244p-3, -0x1.b99c8ca1d9abbp-44, 0x1.39p+0, -0x1.9bb362e7ep-3, 0x1.1f2a8a1ce0ffcp-45,
    0x1.378p+0, -0x1.91dcc8c34p-3, -0x1.7bc6abddeff46p-44, 0x1.36p+0, -0x1.87fa06520cp-3, -0x1.22120401202fcp-44,
    0x1.348p+0, -0x1.7e0afd630cp-3, -0x1.39e7c1d8f1034p-46, 0x1.33p+0, -0x1.740f8f5404p-3, 0x1.0b66c99018aa1p-44,
    0x1.318p+0, -0x1.6a079d0f7cp-3, 0x1.52e03ddb97585p-43, 0x1.3p+0, -0x1.5ff3070a78p-3, -0x1.3d3c873e20a07p-43,
    0x1.2e8p+0, -0x1.55d1ad4234p-3, 0x1.29135912cdc0cp-43, 0x1.2d8p+0, -0x1.4f099f4a24p-3, 0x1.e9bf2fafeaf27p-44,
    0x1.2cp+0, -0x1.44d2b6ccb8p-3, 0x1.70cc16135783cp-46, 0x1.2a8p+0, -0x1.3a8eb2d31cp-3, 0x1.c8a09105455f8p-43,
    0x1.29p+0, -0x1.303d718e48p-3, 0x1.680b5ce3ecb05p-50, 0x1.28p+0, -0x1.29552f82p-3, 0x1.5b967f4471dfcp-44,
    0x1.268p+0, -0x1.1eed90e2dcp-3, -0x1.615637097648fp-46, 0x1.25p+0, -0x1.1478584674p-3, -0x1.563451027c75p-46,
    0x1.24p+0, -0x1.0d77e7cd08p-3, -0x1.cb2cd2ee2f482p-44, 0x1.228p+0, -0x1.02ebb42bf4p-3, 0x1.5a8fa5ce00e5dp-46,
    0x1.218p+0, -0x1.f7b79fec38p-4, 0x1.10987e897ed01p-47, 0x1.2p+0, -0x1.e27076e2bp-4, 0x1.a342c2af0003cp-45,
    0x1.1fp+0, -0x1.d4313d66c8p-4, -0x1.9aeaf21bb2a3bp-43, 0x1.1d8p+0, -0x1.beba818148p-4, 0x1.89b78b6df1f57p-44,
    0x1.1c8p+0, -0x1.b05b49bee8p-4, 0x1.e00dd3e707b5ap-43, 0x1.1bp+0, -0x1.9ab42462p-4, -0x1.9d66df661e3e8p-43,
    0x1.1ap+0, -0x1.8c345d6318p-4, -0x1.b20f5acb42a66p-44, 0x1.188p+0, -0x1.765bf23a68p-4, -0x1.f09a1fe51ded5p-43,
    0x1.178p+0, -0x1.67bb0726fp-4, 0x1.f8236d258429cp-43, 0x1.168p+0, -0x1.590cafdfp-4, -0x1.c284f5722abaap-44,
    0x1.15p+0, -0x1.42edcbea68p-4, 0x1.c87e222b06ca6p-43, 0x1.14p+0, -0x1.341d7961cp-4, 0x1.717b6b33e44f8p-43,
    0x1.13p+0, -0x1.253f62f0ap-4, -0x1.416f8fb69a701p-44, 0x1.118p+0, -0x1.0ed839b55p-4, -0x1.37f05c95baa26p-43,
    0x1.108p+0, -0x1.ffae9119cp-5, 0x1.b3f322f674eabp-43, 0x1.0f8p+0, -0x1.e19070c27p-5, -0x1.8056e66e7585fp-43,
    0x1.0e8p+0, -0x1.c355dd092p-5, -0x1.f2ccc9abf8388p-45, 0x1.0dp+0, -0x1.95c830ec9p-5, 0x1.c148297c5feb8p-45,
    0x1.0cp+0, -0x1.77458f633p-5, 0x1.181dce586af09p-44, 0x1.0bp+0, -0x1.58a5bafc9p-5, 0x1.b2b739570ad39p-45,
    0x1.0ap+0, -0x1.39e87b9ffp-5, 0x1.0a815bfa937f5p-43, 0x1.09p+0, -0x1.1b0d98924p-5, 0x1.3401e9ae889bbp-44,
    0x1.078p+0, -0x1.d91a66c54p-6, -0x1.e61f1658cfb9ap-45, 0x1.068p+0, -0x1.9ace7551cp-6, -0x1.8a289a04e0efcp-43,
    0x1.058p+0, -0x1.5c45a51b8p-6, -0x1.a711277a49e0ap-43, 0x1.048p+0, -0x1.1d7f7eb9ep-6, -0x1.d7cd8af80670bp-43,
    0x1.038p+0, -0x1.bcf712c74p-7, -0x1.c25e097bd9771p-46, 0x1.028p+0, -0x1.3e7295d24p-7, -0x1.a7d8f803597bbp-43,
    0x1.018p+0, -0x1.7ee11ebd8p-8, -0x1.749d3c2d23a07p-47, 0x1p+0, 0.0, 0.0, 0x1p+0, 0.0, 0.0, 0x1.fap-1,
    0x1.82448a388p-7, 0x1.4554412c584ep-44, 0x1.f6p-1, 0x1.432a92598p-6, 0x1.98139928637fep-47, 0x1.f2p-1,
    0x1.c63d2ec14p-6, 0x1.55e318fe7acbdp-43, 0x1.efp-1, 0x1.149e3e4p-5, 0x1.6a33ab2df4b82p-43, 0x1.ebp-1,
    0x1.5715c4c04p-5, -0x1.8888ddfc47628p-44, 0x1.e7p-1, 0x1.9a187b574p-5, -0x1.0c22e4ec4d90dp-44, 0x1.e4p-1,
    0x1.ccb73cddep-5, -0x1.34d1e48fb0501p-43, 0x1.ep-1, 0x1.08598b59ep-4, 0x1.d034451fecdfbp-43, 0x1.ddp-1,
    0x1.2207b5c788p-4, -0x1.5b13981f79c21p-43, 0x1.d9p-1, 0x1.4485e03dcp-4, -0x1.0295c8b96caa5p-43, 0x1.d6p-1,
    0x1.5e95a4d978p-4, 0x1.1cb7ce1d17171p-44, 0x1.d2p-1, 0x1.8197e2f41p-4, -0x1.c0fe460d20041p-44, 0x1.cfp-1,
    0x1.9c0c32d4dp-4, 0x1.2a41fb0be3cccp-43, 0x1.ccp-1, 0x1.b6ac88dad8p-4, -0x1.27210057eed1dp-43, 0x1.c9p-1,
    0x1.d179788218p-4, 0x1.36433b5efbeedp-44, 0x1.c6p-1, 0x1.ec739830ap-4, 0x1.11fcba80cdd1p-44, 0x1.c2p-1,
    0x1.08598b59e4p-3, -0x1.7e5dd7009902cp-45, 0x1.bfp-1, 0x1.160c8024b4p-3, -0x1.84f4b55bfd871p-43, 0x1.bcp-1,
    0x1.23d712a49cp-3, 0x1.00d238fd3df5cp-46, 0x1.b9p-1, 0x1.31b994d3a4p-3, 0x1.f098ee3a5081p-44, 0x1.b6p-1,
    0x1.3fb45a5994p-3, -0x1.734761f9a8d53p-43, 0x1.b3p-1, 0x1.4dc7b897bcp-3, 0x1.c79b60ae1ff0fp-47, 0x1.b1p-1,
    0x1.5737cc9018p-3, 0x1.9baa7a6b887f6p-44, 0x1.aep-1, 0x1.6574ebe8cp-3, 0x1.339f1658785cfp-43, 0x1.abp-1,
    0x1.73cb9074fcp-3, 0x1.14cab797ffd2dp-43, 0x1.a8p-1, 0x1.823c16551cp-3, -0x1.c3e448cb39c3p-43, 0x1.a5p-1,
    0x1.90c6db9fccp-3, -0x1.935f57718d7cap-46, 0x1.a3p-1, 0x1.9a8778debcp-3, -0x1.5c782e0809e38p-43, 0x1.ap-1,
    0x1.a93ed3c8acp-3, 0x1.9e36f2bea77a6p-43, 0x1.9dp-1, 0x1.b811730b84p-3, -0x1.c2df2f88c6513p-43, 0x1.9bp-1,
    0x1.c2028ab18p-3, -0x1.92e0ee55c7ac6p-45, 0x1.98p-1, 0x1.d1037f2654p-3, 0x1.e7b5818a49092p-43, 0x1.96p-1,
    0x1.db13db0d48p-3, 0x1.2806a847527e6p-44, 0x1.93p-1, 0x1.ea4449f04cp-3, -0x1.50b74ce466ae5p-43, 0x1.91p-1,
    0x1.f474b134ep-3, -0x1.bae49f1df7b5ep-44, 0x1.8ep-1, 0x1.01eae5626cp-2, 0x1.a43dcfade85aep-44, 0x1.8cp-1,
    0x1.07138604d6p-2, -0x1.e76324e912b17p-44, 0x1.8ap-1, 0x1.0c42d67616p-2, 0x1.7188b163ceae9p-45, 0x1.87p-1,
    0x1.14167ef368p-2, -0x1.0f9fc3ed92a85p-43, 0x1.85p-1, 0x1.1956d3b9bcp-2, 0x1.7d2f73ad1aa14p-45, 0x1.83p-1,
    0x1.1e9e16788ap-2, -0x1.82eaed3c8b65ep-44, 0x1.8p-1, 0x1.269621134ep-2, -0x1.1b61f10522625p-44, 0x1.7ep-1,
    0x1.2bef07cdcap-2, -0x1.958c16d6bfec3p-43, 0x1.7cp-1, 0x1.314f1e1d36p-2, -0x1.8e27ad3213cb8p-45, 0x1.7ap-1,
    0x1.36b6776be2p-2, -0x1.dd22649e1d107p-43, 0x1.78p-1, 0x1.3c25277334p-2, -0x1.cf895693f2854p-43, 0x1.75p-1,
    0x1.44591e053ap-2, -0x1.6e95892923d88p-47
};

/* (log1p(r) - r + r^2 / 2) / r^3 for |r| <= 2^-7, error 2^-58. */
static const double P[7] = {
    0x1.5555555555555p-2, -0x1.000000000002dp-2, 0x1.99999999999ebp-3, -0x1.5555554a21e57p-3, 0x1.2492491a63858p-3,
    -0x1.000599b0ef46fp-3, 0x1.c726a07dd3bp-4
};

double __math_log(double h, double l, double *low) {
    union __number n;
    const double *t;
    double c, r, r1, r2, rest, s, a, e;
    int k = 0;
    unsigned place;
    n.f = h;
    if (h < 0x1p-1022) {
        /* Below the normal numbers. */
        n.f = h * 0x1p54;
        k = -54;
    }
    place = (unsigned)(n.u >> 32) - 0x3fe60000;
    k += (int)place >> 20;
    t = &TABLE[3 * (place >> 13 & 127)];
    n.u = (n.u & 0xffffffff) | (unsigned long long)((place & 0x000fffff) + 0x3fe60000) << 32;
    c = t[0];
    /* z to the nearest of 21 digits, and the rest: so r2 is never more than half of r1, unless that is 0. */
    r2 = n.f;
    n.u = (n.u + 0x80000000) & ~0xffffffffULL;
    r2 = (r2 - n.f) * c;
    r1 = n.f * c - 1.0;
    rest = 0;
    if (l != 0) {
        union __number p;
        l = l * POWER(p, -k) * c;
        TWO_SUM(r2, rest, r2, l);
    }
    r = r1 + r2;
    s = (double)k * 0x1.62e42fefa4p-1 + t[1] + r1;
    FAST_SUM(h, e, s, r2);
    FAST_SUM(a, s, h, -0.5 * r1 * r1);
    l = (double)k * -0x1.8432a1b0e2634p-43 + t[2] + (rest - r2 * (r1 + 0.5 * r2) +
        r * r * r * (P[0] + r * P[1] + r * r * (P[2] + r * P[3]) + r * r * r * r * (P[4] + r * P[5] + r * r * P[6])));
    l += s + e;
    FAST_SUM(h, *low, a, l);
    return h;
}
