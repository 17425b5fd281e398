/* The error function and its complement.

   erfc x = e^(-x^2) g(x), where g falls slowly: from 1/2 to 4 it is a value, as a pair, at the middle of one of 24
   intervals, and a polynomial for the rest; from 4 on x g(x) is 1 / sqrt pi and a polynomial of x^-2 for the rest. */
#include "math_impl.h"

/* (erf x / x - 2 / sqrt pi) / x^2 by x^2, |x| <= 1/2, error 2^-61. */
static const double SMALL[9] = {
    -0x1.812746b0379e7p-2, 0x1.ce2f21a042bcfp-4, -0x1.b82ce31286cbcp-6, 0x1.565bcd0d2ff6ep-8, -0x1.c02db335c071dp-11,
    0x1.f9a2dd9e25187p-14, -0x1.f4c2b861c2c9cp-17, 0x1.b7f36af42c55ep-20, -0x1.3d8e8315e4ddep-23
};

/* For the eight intervals in each octave: g in the middle as a pair, and a polynomial of the distance d from it for
   (g - that) / d, error 2^-60. */
static const double TABLE[312] = {
    0x1.3334ea3613dep-1, -0x1.9d7751d23d4e5p-55, -0x1.f6a5625dbca39p-2, 0x1.5b61f82a5b851p-2, -0x1.a821c8b450068p-3,
    0x1.d571fdb4ec869p-4, -0x1.df18cee6ceb79p-5, 0x1.c83f33aa30449p-6, -0x1.99092a7d4aec1p-7, 0x1.5b98c31fd4e7cp-8,
    -0x1.198412f9c1e41p-9, 0x1.b4aad2a6aa318p-11, -0x1.4542b3fddc483p-12, 0x1.242708751d9a7p-1,
    -0x1.9d19a171df751p-56, -0x1.cd991ffa808c8p-2, 0x1.363b25ed7ee17p-2, -0x1.71dd5747519e3p-3, 0x1.90dae008a54cdp-4,
    -0x1.9160946e00defp-5, 0x1.7798454aad5b4p-6, -0x1.4b486d8d8cf9dp-7, 0x1.153ec3d205f0dp-8, -0x1.ba9fa0b90f57bp-10,
    0x1.529670ff98d19p-11, -0x1.f1d241432d62p-13, 0x1.164fc6284ab1ep-1, 0x1.e84dd1fe52da6p-56, -0x1.a8e46be6e2c85p-2,
    0x1.15c9a58110905p-2, -0x1.43757462ea8cdp-3, 0x1.574e36a137343p-4, -0x1.514c77233a4c3p-5, 0x1.362c2a0ce5216p-6,
    -0x1.0d2b661a4d6c5p-7, 0x1.bbb3d7a896364p-9, -0x1.5d1c3fe3cda12p-10, 0x1.07690e14452b1p-11,
    -0x1.7e3e28bcece51p-13, 0x1.098ea367ecbccp-1, 0x1.4da7414f605e7p-55, -0x1.87fbbe45de3c9p-2, 0x1.f2c0ac1b437c1p-3,
    -0x1.1ba8ab3ac2a55p-3, 0x1.26df710907953p-4, -0x1.1c4d642c0645ep-5, 0x1.00ef8161a043dp-6, -0x1.b6c7961d9c193p-8,
    0x1.642f47b8b1fddp-9, -0x1.143ebf38de0e5p-10, 0x1.9b30f55ff8264p-12, -0x1.2677c0813e3eap-13, 0x1.fb8e558b14d9p-2,
    0x1.012959f76f8fap-56, -0x1.6a676e6756483p-2, 0x1.c0db0e94b2e14p-3, -0x1.f2da4c8e0115ep-4, 0x1.fbfb915a74e96p-5,
    -0x1.e0acd93ddf11p-6, 0x1.aaf565fdbd8b2p-7, -0x1.66bc8f50e312p-8, 0x1.1ed3bd2c7eecep-9, -0x1.b69180d77058p-11,
    0x1.41f99e67e47c1p-12, -0x1.c72ca74e6b393p-14, 0x1.e5c0be6e7d145p-2, -0x1.04cf50fb27b9cp-56,
    -0x1.4fc092b633c9p-2, 0x1.94ec854982c56p-3, -0x1.b7ccc69dd6fap-4, 0x1.b6c442fdd827cp-5, -0x1.97832a2acc751p-6,
    0x1.63cbe6efbc57p-7, -0x1.262f056b0f5d9p-8, 0x1.cf602005f22acp-10, -0x1.5d3a3532d5b8bp-11, 0x1.f9d50265cf037p-13,
    -0x1.60ec0620046c7p-14, 0x1.d188819e7fef8p-2, -0x1.844979ec69ab9p-57, -0x1.37ae69215ef93p-2,
    0x1.6e24e4b083bb5p-3, -0x1.84b9d95908c0ep-4, 0x1.7c015c685787dp-5, -0x1.5a752bf601beep-6, 0x1.295b05fbd716dp-7,
    -0x1.e3ed8bffc8a42p-9, 0x1.776e678c6fcffp-10, -0x1.16f158d199f9cp-11, 0x1.8e9449df5b8e1p-13,
    -0x1.12812c395f3d2p-14, 0x1.bebec8c623082p-2, -0x1.2b1d76acc5071p-59, -0x1.21e42f10c2fb8p-2,
    0x1.4bd3765bcc48fp-3, -0x1.586f59f62015fp-4, 0x1.49fb0d91297c9p-5, -0x1.275c656c7ffc1p-6, 0x1.f270cbd6f947bp-8,
    -0x1.8f302dd7e0d9cp-9, 0x1.311574e0b9e5bp-10, -0x1.bef4f25965036p-12, 0x1.3b086c8bc7269p-13,
    -0x1.ac59eaeb6a5edp-15, 0x1.a4f550c5f1a99p-2, -0x1.baa38f7c05cebp-58, -0x1.04ec886c0552fp-2,
    0x1.1f73ffa65802dp-3, -0x1.20926c49bc2e9p-4, 0x1.0c4c6c3e580fp-5, -0x1.d352a281f79f8p-7, 0x1.807142e06ce3dp-8,
    -0x1.2cabf5b1f58bep-9, 0x1.c16bc03749689p-11, -0x1.424cf9b0fe0aep-12, 0x1.bda210dec9ef5p-14,
    -0x1.29257226a776p-15, 0x1.8674923c605e1p-2, 0x1.c1d5cf55d2e9cp-56, -0x1.c841f18283f7ap-3, 0x1.de35ab5b880c5p-4,
    -0x1.cb858a0b1dd62p-5, 0x1.9abcc2c9dca41p-6, -0x1.5908bd6b9e178p-7, 0x1.127f6dc329f11p-8, -0x1.a01de52561b5ep-10,
    0x1.2ded117fcb77ep-11, -0x1.a510271202ebdp-13, 0x1.1b6366430a182p-14, -0x1.705c73ecb9fep-16,
    0x1.6bb376a9390cdp-2, 0x1.9155d83c491ecp-56, -0x1.917d7928e2332p-3, 0x1.90e47c99926d2p-4, -0x1.711413b59af42p-5,
    0x1.3d5e9f54c976p-6, -0x1.014991d657913p-7, 0x1.8c10e9abaacd7p-9, -0x1.23093060ee2fdp-10, 0x1.9a25b7a4881a6p-12,
    -0x1.1624f1cf500cdp-13, 0x1.6c90c530a1cfap-15, -0x1.cdf8e251713f7p-17, 0x1.5416a05961e1cp-2,
    -0x1.192f1c5661688p-58, -0x1.63698e1f5ae48p-3, 0x1.528b08cb62361p-4, -0x1.2ae454cdcb79cp-5, 0x1.eedbaf5ddfd59p-7,
    -0x1.835e05b36347cp-8, 0x1.209579b1aa5bep-9, -0x1.9b4f0e40741adp-11, 0x1.198a1997b8789p-12,
    -0x1.7378746535c2cp-14, 0x1.da3507b64588ap-16, -0x1.24f63cd3ef2a4p-17, 0x1.3f20d017f353p-2,
    0x1.69b190a5a8b26p-57, -0x1.3c5e938b9cefbp-3, 0x1.1fdbb34b82defp-4, -0x1.e7e4fd2df9084p-6, 0x1.85190196365bep-7,
    -0x1.2642531a97483p-8, 0x1.a88dd719af72dp-10, -0x1.2586ab9d7593p-11, 0x1.867938998ad8ep-13,
    -0x1.f552d1016563p-15, 0x1.37b9d058f57b4p-16, -0x1.77a2e7284a595p-18, 0x1.2c6c3d2ac6111p-2,
    0x1.ce9d3cfcc8c99p-57, -0x1.1b110b4094c34p-3, 0x1.ecaedd6244629p-5, -0x1.9126c9e5ff89p-6, 0x1.346c4610698c1p-7,
    -0x1.c2f162807b1b9p-9, 0x1.3b26815b8d56dp-10, -0x1.a6efc31aac119p-12, 0x1.1172b01dde93dp-13,
    -0x1.55b70a286f4a8p-15, 0x1.9e1792102a403p-17, -0x1.e6c045a9f776p-19, 0x1.1ba58e2518db3p-2,
    -0x1.38b16e4ecc3bap-61, -0x1.fcf6c328b302ep-4, 0x1.a82dedb53def2p-5, -0x1.4c2309f687b06p-6, 0x1.ecb8b2b74bdacp-8,
    -0x1.5c644ff184328p-9, 0x1.d7fa1b618b26bp-11, -0x1.337daca83dff2p-12, 0x1.82a0662d3a845p-14,
    -0x1.d66701f82e0dp-16, 0x1.15ccb68799ce1p-17, -0x1.3e9b2cc6b8e27p-19, 0x1.0c8803dfa92b2p-2,
    0x1.6bfe19c0859ddp-56, -0x1.cb9b1437dd505p-4, 0x1.6f4730a4cfc21p-5, -0x1.14d04d95e020cp-6, 0x1.8c7595ee7a87cp-8,
    -0x1.0f4ab6478f467p-9, 0x1.646338ee04633p-11, -0x1.c30c1ea6b0f32p-13, 0x1.13d2af3af7b03p-14,
    -0x1.46d55048f2a14p-16, 0x1.7859bad7a83ccp-18, -0x1.a53d14d04048ep-20, 0x1.f0fd28fdc20abp-3,
    0x1.46db6c427dad1p-57, -0x1.8d6f73d5aa121p-4, 0x1.2adaf7aaf55e2p-5, -0x1.aa2443aac74b2p-7, 0x1.21decee0ed27bp-8,
    -0x1.7a181925ba31cp-10, 0x1.dab55d81adb5ap-12, -0x1.1fc89133d30cp-13, 0x1.51e032ccba60fp-15,
    -0x1.81043e7de81b4p-17, 0x1.abfb46f696656p-19, -0x1.cdfc9f52bbb5ap-21, 0x1.c3987d04d0b98p-3,
    -0x1.f0a1b80de2477p-57, -0x1.4baeac94dc8b2p-4, 0x1.cdc880a056a24p-6, -0x1.32a8abc8db398p-7, 0x1.8680d287487f7p-9,
    -0x1.deb45e9cfdb26p-11, 0x1.1b649ba2ed531p-12, -0x1.44f8e8ca773cp-14, 0x1.69c2fbd6d62c8p-16,
    -0x1.87bc0aa902f9fp-18, 0x1.9e7ecd21e9267p-20, -0x1.aac5c43ef82a2p-22, 0x1.9d7738e1f4db7p-3,
    0x1.e59221b625876p-59, -0x1.18737afe106cep-4, 0x1.6afd3ba3fa642p-6, -0x1.c28dd3c4d6775p-8, 0x1.0d40a2ab36431p-9,
    -0x1.36e9940d2f18cp-11, 0x1.5bd1dd6a5de72p-13, -0x1.79dac387f9febp-15, 0x1.8f68f0e9335d5p-17,
    -0x1.9b85e0f642845p-19, 0x1.9ef7cf3c74cb4p-21, -0x1.97f3d188eff2p-23, 0x1.7d0a5e9dd571p-3, 0x1.1e8a33dae458p-57,
    -0x1.dfc0205709b2cp-5, 0x1.21c23afa33c47p-6, -0x1.512f92fca6d77p-8, 0x1.7b404aa4de7ccp-10,
    -0x1.9d6f22275dd54p-12, 0x1.b5d78b34b3b83p-14, -0x1.c35c6523ffd06p-16, 0x1.c5b44a4bdc35dp-18,
    -0x1.bd5e77f3b1736p-20, 0x1.ac8041bb5c766p-22, -0x1.92a4f20380d5dp-24, 0x1.612a8125451bdp-3,
    0x1.67da41e67691cp-57, -0x1.9e8803e177224p-5, 0x1.d503e1d20090ep-7, -0x1.009a927223b07p-8, 0x1.104973fea30e3p-10,
    -0x1.18d46547b43e7p-12, 0x1.1a12c4a6b177ap-14, -0x1.146359def51a6p-16, 0x1.08947ab39a48fp-18,
    -0x1.ef88ba3365b37p-21, 0x1.c772834f868e6p-23, -0x1.997e0d2d84ab9p-25, 0x1.48f8f10299b71p-3,
    0x1.635e7b3452b79p-59, -0x1.696d353f008b5p-5, 0x1.804cc15714188p-7, -0x1.8c84c13afb9c4p-9, 0x1.8de5f26a7e3e2p-11,
    -0x1.8511846d9fa5ep-13, 0x1.7350e3a365bb7p-15, -0x1.5a61388edceedp-17, 0x1.3c3b5084ad94cp-19,
    -0x1.1ae0274d424a1p-21, 0x1.f15401ba86e09p-24, -0x1.ac4e53a3320aap-26, 0x1.33cb19179d7f6p-3,
    -0x1.43da3d6b81707p-63, -0x1.3dacc8d85f6c4p-5, 0x1.3e68313870541p-7, -0x1.36992d37bc011p-9,
    0x1.276b01ef6f847p-11, -0x1.1267afc4c5825p-13, 0x1.f28b1c3a08a29p-16, -0x1.bb73ad95b2869p-18,
    0x1.82a8fb8d40c0fp-20, -0x1.4acfa112da5bap-22, 0x1.16764438b5331p-24, -0x1.cbe9750368cf5p-27,
    0x1.211c625924e34p-3, -0x1.ce6e1f2e51f4p-57, -0x1.193eb7b9bf564p-5, 0x1.0a7a05d3387a8p-7, -0x1.ecb581c2b7f7ep-10,
    0x1.bd21af8e75d13p-12, -0x1.8985979e24c0fp-14, 0x1.54d6c39de72c6p-16, -0x1.218709b397e1bp-18,
    0x1.e2df6fca58431p-21, -0x1.8ba1a6a861024p-23, 0x1.3f441d09ff9fdp-25, -0x1.fa297b9a199cap-28
};

/* (x g(x) - 1 / sqrt pi) x^2 by x^-2, 4 <= x <= 28, error 2^-56. */
static const double FAR[15] = {
    -0x1.20dd750429b66p-2, 0x1.b14c2f863bcc5p-2, -0x1.0ecf9db225bdap+0, 0x1.d9eb52d2884fap+1, -0x1.0a9441f440eeep+4,
    0x1.6e883c7875c29p+6, -0x1.29a6cd25e482bp+9, 0x1.15d634c0c18fcp+12, -0x1.206ae1beaf07ap+15,
    0x1.3adc6f4f11663p+18, -0x1.4b5921faafad1p+21, 0x1.2da6c59c6dbc9p+24, -0x1.a4e659f57dbefp+26,
    0x1.80eba17b2336ep+28, -0x1.5230a47e32674p+29
};

/* erfc a = (result + *low) * 2^*k, 1/2 <= a < 28. */
static double complement(double a, int *k, double *low) {
    union __number n;
    const double *t;
    double p, e, h, l, g, gl, d, w;
    int i;
    MUL(p, e, a, a);
    h = __math_exp(-p, -e, k, &l);
    if (a < 4) {
        n.f = a;
        t = TABLE + 13 * ((n.w[1] - 0x3fe00000) >> 17);
        n.u = (n.u & 0xfffe000000000000ULL) | 0x0001000000000000ULL;
        d = a - n.f;
        w = d * d;
        gl = t[1] + d * (t[2] + d * t[3] + w * (t[4] + d * t[5] + w * (t[6] + d * t[7] + w * (t[8] + d * t[9] +
            w * (t[10] + d * t[11] + w * t[12])))));
        FAST_SUM(g, gl, t[0], gl);
        MUL2(h, *low, h, l, g, gl);
        return h;
    }
    d = 1 / (a * a);
    t = FAR;
    gl = t[14];
    for (i = 13; i >= 0; i--) gl = t[i] + d * gl;
    FAST_SUM(g, gl, INV_SQRTPI_H, INV_SQRTPI_L + d * gl);
    MUL2(h, l, h, l, g, gl);
    DIV2(h, *low, h, l, a, 0.0);
    return h;
}

/* erf x = result + *low, |x| <= 1/2. */
static double small(double x, double *low) {
    double w = x * x, v = w * w, p, e;
    MUL(p, e, x, TWO_SQRTPI_H);
    e += x * (TWO_SQRTPI_L + w * (SMALL[0] + w * SMALL[1] +
        v * (SMALL[2] + w * SMALL[3] + v * (SMALL[4] + w * SMALL[5] + v * (SMALL[6] + w * SMALL[7] + v * SMALL[8])))));
    FAST_SUM(p, *low, p, e);
    return p;
}

double erf(double x) {
    union __number p;
    double a = x < 0 ? -x : x, sign = x < 0 ? -1.0 : 1.0, h, l, e;
    int k;
    if (a < 0.5) {
        if (a < 0x1p-800) return x == 0 ? x : small(x * 0x1p200, &l) * 0x1p-200;
        return small(x, &l);
    }
    if (!(a < 6)) return x != x ? x : sign;
    h = complement(a, &k, &l);
    l *= POWER(p, k);
    FAST_SUM(h, e, 1.0, -h * p.f);
    return sign * (h + (e - l));
}

double erfc(double x) {
    union __number p;
    double h, l, e;
    int k;
    if (x < 0.5) {
        if (x < -0.5) {
            if (x < -6) return 2.0;
            h = complement(-x, &k, &l);
            l *= POWER(p, k);
            FAST_SUM(h, e, 2.0, -h * p.f);
        } else {
            if (x > -0x1p-60 && x < 0x1p-60) return 1.0;
            h = small(x, &l);
            FAST_SUM(h, e, 1.0, -h);
        }
        return h + (e - l);
    }
    if (!(x < 28)) {
        if (x - x != 0) return x > 0 ? 0.0 : x;
        return __math_range(0.0);
    }
    h = complement(x, &k, &l);
    while (h < 0.125) {
        h *= 2;
        l *= 2;
        k--;
    }
    return __math_scale(h, l, k);
}

LONG1(erf)
LONG1(erfc)
FLOAT1(erf)
FLOAT1(erfc)
