/* The logarithm of the gamma function's magnitude. */
#include "math_impl.h"

/* (lgamma(2 + t) - (1 - gamma) t) / t^2, |t| <= 1/8, error 2^-69; gamma is Euler's constant. */
static const double NEAR_TWO[13] = {
    0x1.4a34cc4a60fa6p-2, -0x1.13e001a557606p-4, 0x1.51322ac7d8483p-6, -0x1.e404fc218f6b6p-8, 0x1.7add6eadb6ce8p-9,
    -0x1.38ac5c2b96882p-10, 0x1.0b36af85dd4cp-11, -0x1.d3fd4f18cdd4cp-13, 0x1.a127b368e812fp-14,
    -0x1.78d9f9bc20be8p-15, 0x1.5809b3aa070edp-16, -0x1.403c4437aa152p-17, 0x1.28debbaf62368p-18
};

/* The zeros between -17 and -2, by pairs about the whole numbers n from -3 down, the first alone left of -2: the zero
   z in three parts, 1 / (z - n), the slope as a pair, and the Taylor coefficients, from that of h^2 on, of
   lgamma(z + h) + log(1 + h / (z - n)), from which the pole is gone. */
static const double ZEROS[377] = {
    -0x1.3a7fc9600f86cp+1, -0x1.55f64f98af8dp-55, -0x1.c4b0cd201366ap-110, -0x1.1812869d0ae27p+1,
    0x1.83fe966af535fp+0, -0x1.775909a36a6a4p-55, 0x1.3b74ee31a1fdep+1, -0x1.0a50d12c23126p+1, 0x1.7ee74076716e8p+1,
    -0x1.0ebd1392dd9efp+2, 0x1.a23eb4686a1p+2, -0x1.486ee4f053ec1p+3, 0x1.08e29e5fa65b7p+4, -0x1.5fb410a1bd901p+1,
    0x1.a19a96d2e6f85p-54, 0x1.140b4ff4b7d6p-108, 0x1.fb4c32b1c7a38p+1, -0x1.ea12da904b18cp+0,
    -0x1.220130f99b2cfp-54, 0x1.b8b1cf1e8c74ep+0, 0x1.4fc33cdbd6279p-1, 0x1.e47cea59adc77p-1, 0x1.99c2aa49d94f4p-1,
    0x1.0140cf7d0379fp+0, 0x1.1108e0a3c7eecp+0, 0x1.4d5e9b9e56434p+0, -0x1.9260dbc9e59afp+1, -0x1.f717cd335a7b3p-53,
    -0x1.d32a2a65bfd63p-107, -0x1.bdbde4f3fc9dbp+2, 0x1.f20a65f2fac55p+2, -0x1.1d258e4b0be84p-53,
    0x1.93e4c0d086d95p+0, -0x1.605a21c337bbdp-2, 0x1.4def50fffdb63p-1, -0x1.595d723a2bceep-2, 0x1.01ab93fd91a9ep-1,
    -0x1.79002b7bd6e39p-2, 0x1.e74d521ac7d25p-2, -0x1.fa471547c2fe5p+1, -0x1.70d4561291237p-56,
    0x1.9e6fadbbc171ap-111, 0x1.65e56533a461p+4, -0x1.4b99d966c5647p+4, 0x1.9cba2450afff3p-50, 0x1.8a28880247c1ap+0,
    0x1.6ce6691c0062ep-4, 0x1.19d85f48d1bf5p-1, 0x1.79435ecd7b5e4p-4, 0x1.69cadac15a005p-2, 0x1.7899b238ac481p-4,
    0x1.13d262fc4c786p-2, -0x1.0284e78599581p+2, 0x1.e78c1e9e43cfep-53, -0x1.2ac17bfd6be92p-108,
    -0x1.967c2d3e7adedp+4, 0x1.aca5cf4921642p+4, 0x1.a46a2e0d8fe1p-51, 0x1.8a4ef90ed8703p+0, -0x1.7f6f92c4013e1p-4,
    0x1.18afa07cacf2p-1, -0x1.4c0a16aaada81p-4, 0x1.667dcaaed7055p-2, -0x1.49d46724fa6a7p-4, 0x1.0f8a7a4ae4e1cp-2,
    -0x1.3f7577a6eeafdp+2, 0x1.5de5eab7f12cfp-53, -0x1.4075f5e0494a2p-110, 0x1.d9129ea3b874dp+6,
    -0x1.d224a3ef9e41fp+6, -0x1.9be272a13babcp-48, 0x1.8deaecb1b44a5p+0, 0x1.a442703259639p-7, 0x1.1501ec1270324p-1,
    0x1.1921ffc0358b1p-6, 0x1.5bc2e4e5a68d5p-2, 0x1.166b63b360fb2p-6, 0x1.01b422f26b6dcp-2, -0x1.4086a57f0b6d9p+2,
    -0x1.95262b72ca9cap-55, -0x1.bd98d5e0861aap-109, -0x1.e6b9f97aad952p+6, 0x1.ed72e0829ae02p+6,
    -0x1.fdc1859aea473p-50, 0x1.8dfbffa392dafp+0, -0x1.7ccbf310a8157p-6, 0x1.14ffdd8c144b1p-1, -0x1.12f522e10f46fp-6,
    0x1.5bbba052879c9p-2, -0x1.0e9f698f94937p-6, 0x1.01aac90cc3e5p-2, -0x1.7fe92f591f40dp+2, -0x1.7dd4ed62cbd32p-52,
    0x1.2071c071a2146p-108, 0x1.670fb0c580989p+9, -0x1.661f6a43a5e12p+9, -0x1.0c437b83bc0e6p-45,
    0x1.91725e8baa807p+0, -0x1.dc9f52b51b779p-11, 0x1.14ed176a3dc2ap-1, 0x1.6fc5cb092dbc6p-9, 0x1.5b43a23633072p-2,
    0x1.6e7f731c2ce66p-9, 0x1.010fc8bc1db9dp-2, -0x1.8016b25897c8dp+2, 0x1.27e0f49a4ba72p-54,
    -0x1.72e1ab15a4d03p-110, -0x1.68ef20dc827bdp+9, 0x1.69de49e3af2aap+9, 0x1.954b690943b33p-47,
    0x1.917481c282d03p+0, -0x1.c56dc7c2bca4bp-8, 0x1.14ed20caf47e4p-1, -0x1.750c2a0b1e1e4p-9, 0x1.5b439923e0befp-2,
    -0x1.6cace542d8088p-9, 0x1.010fbc9b50356p-2, -0x1.bffcbf76b86fp+2, 0x1.853b29347b806p-57,
    -0x1.0fa018051dd41p-111, 0x1.3adfbcff37b47p+12, -0x1.3abf7a5cea91bp+12, -0x1.8257b8abd0511p-42,
    0x1.940fa897d8224p+0, -0x1.4a5b34efff42dp-9, 0x1.14f97eddcf07fp-1, 0x1.9727f68b551f4p-12, 0x1.5b408167be496p-2,
    0x1.a1d45a86dd705p-12, 0x1.010b4da4ad1a2p-2, -0x1.c0033fdedfe1fp+2, 0x1.20bb7d2324678p-52,
    0x1.f5536678d69d3p-106, -0x1.3b203d22c00bbp+12, 0x1.3b407aa387bd1p+12, 0x1.da1e57343b1efp-43,
    0x1.940fe3821eb07p+0, -0x1.bae799de1b571p-9, 0x1.14f97fe47b15ap-1, -0x1.b77a2196083edp-12, 0x1.5b40816654d7fp-2,
    -0x1.a1c47845a6941p-12, 0x1.010b4d9b02877p-2, -0x1.ffff97f8159cfp+2, -0x1.e54f415a91586p-55,
    -0x1.53a5d106f9a3ep-109, 0x1.3afbb7f13c129p+15, -0x1.3af76fe4c2fabp+15, -0x1.7cc92f0b996a5p-40,
    0x1.960fc1151518dp+0, -0x1.2648c2582e2f1p-9, 0x1.150178b9d88acp-1, 0x1.57e6c02cf5ca4p-15, 0x1.5b4099ca2f658p-2,
    0x1.a14da202da53ap-15, 0x1.010b36b205affp-2, -0x1.000034028b3f9p+3, -0x1.f60cb3cec1cedp-52,
    0x1.ea26620d6b1cap-106, -0x1.3b0447f58e709p+15, 0x1.3b088fed67718p+15, -0x1.505613ba29a31p-39,
    0x1.960fc6d25f64cp+0, -0x1.345ab699b6d39p-9, 0x1.150178ce03d3fp-1, -0x1.f6bba0a78bd17p-15, 0x1.5b4099ca897eap-2,
    -0x1.a24b08c5066d7p-15, 0x1.010b36b20178fp-2, -0x1.1ffffa3884bdp+3, -0x1.ff90c9d2ae925p-53,
    0x1.30c0efef78c04p-107, 0x1.625f6fe319668p+18, -0x1.625edfc63db2fp+18, 0x1.da7fc3ed69467p-37,
    0x1.97a44eb9b4e9dp+0, -0x1.e1361072ee467p-10, 0x1.1506773715362p-1, -0x1.fec299979c39cp-22, 0x1.5b40ae8cd1726p-2,
    0x1.713efabacd9abp-18, 0x1.010b3685df7dbp-2, -0x1.200005c7768fbp+3, -0x1.b5b610ffb70d4p-54,
    -0x1.deb7ad09ec5eap-108, -0x1.6260901c872f2p+18, 0x1.626120391944p+18, 0x1.7d5e8272cda81p-38,
    0x1.97a44f3c7d767p+0, -0x1.e4568e0c14054p-10, 0x1.1506773885d1dp-1, -0x1.883e56692e76ap-17, 0x1.5b40ae8cd6d53p-2,
    -0x1.75819d08ec0c1p-18, 0x1.010b3685df871p-2, -0x1.3fffff6c0d7cp+3, 0x1.197cea8c42d7dp-51,
    0x1.7072c5a292198p-105, 0x1.baf7ed2f9bb55p+21, -0x1.baf7da5f3795dp+21, -0x1.16a79518c8122p-33,
    0x1.98ebfd0a1e4ddp+0, -0x1.8b3caa1002fbfp-10, 0x1.1509be13ca705p-1, -0x1.d8b8e213b921ep-19, 0x1.5b40b9bb3b582p-2,
    0x1.1fb60b7a21251p-21, 0x1.010b369a2f2f6p-2, -0x1.40000093f2777p+3, -0x1.927b45d95e154p-52,
    -0x1.0780c21b6e452p-106, -0x1.baf812d06307fp+21, 0x1.baf825a0c63b2p+21, -0x1.20323f10165f2p-35,
    0x1.98ebfd14d45dfp+0, -0x1.8b8cb791b9002p-10, 0x1.1509be13e32e1p-1, -0x1.379e1a2f2216ep-18, 0x1.5b40b9bb3ba42p-2,
    -0x1.327da15282114p-21, 0x1.010b369a2f2ffp-2, -0x1.5ffffff28cdd4p+3, 0x1.c9924a65aa486p-53,
    -0x1.8d05a4e458063p-108, 0x1.308a7ec756dbcp+25, -0x1.308a7d8eadb7cp+25, 0x1.a95a609877977p-31,
    0x1.99facc65cf896p+0, -0x1.49ba6c9ad9629p-10, 0x1.150bfb07dafd4p-1, -0x1.7675be5d7b6f1p-19, 0x1.5b40c00b7cec6p-2,
    0x1.58e0c8a32d2c2p-25, 0x1.010b36a430da8p-2, -0x1.6000000d7322ap+3, -0x1.8aecb2d37ff52p-51,
    -0x1.c97d472001b98p-109, -0x1.308a8138a9226p+25, 0x1.308a82715245p+25, -0x1.1233b372bfd9ep-29,
    0x1.99facc669f6cdp+0, -0x1.49c1b3b5b126fp-10, 0x1.150bfb07dc8dfp-1, -0x1.8424978cac21p-19, 0x1.5b40c00b7cf06p-2,
    -0x1.03b530b129299p-24, 0x1.010b36a430da8p-2, -0x1.7ffffffee1127p+3, -0x1.ce1f7906b30f5p-54,
    0x1.b43a13e31b9dfp-111, 0x1.c8cfbfd795864p+28, -0x1.c8cfbfaf2b0c8p+28, 0x1.7e94018c6c78dp-27,
    0x1.9ade5a9f13b35p+0, -0x1.172c608d0b79p-10, 0x1.150d8f92eb855p-1, -0x1.10da663f984aap-19, 0x1.5b40c3ca67b97p-2,
    -0x1.1026e0cd8abcep-29, 0x1.010b36a92f62ap-2, -0x1.800000011eed9p+3, 0x1.19d5307e1fb5ep-53,
    0x1.8f0dbe415315p-109, -0x1.c8cfc0286a79cp+28, 0x1.c8cfc050d4f38p+28, -0x1.7ef0726d4e7acp-26,
    0x1.9ade5a9f225e2p+0, -0x1.172cfbd02ad41p-10, 0x1.150d8f92eb9d4p-1, -0x1.11fe4db157c1ep-19, 0x1.5b40c3ca67b9ap-2,
    -0x1.6422c63ad0dacp-27, 0x1.010b36a92f62ap-2, -0x1.9fffffffe9edcp+3, 0x1.84f40342d001cp-51,
    0x1.50556e5aede66p-105, 0x1.7328cbfd65a73p+32, -0x1.7328cbfacb4e5p+32, -0x1.eae875d913775p-24,
    0x1.9ba03f5af022dp+0, -0x1.decd86a47a2aep-11, 0x1.150eb5484abeep-1, -0x1.9229f14f5c206p-20, 0x1.5b40c61b9d7e5p-2,
    -0x1.eb1f7427dedcp-29, 0x1.010b36abd1p-2, -0x1.a000000016124p+3, -0x1.84e03341ee8ddp-51, 0x1.f8391fef50bd4p-105,
    -0x1.7328cc029a58dp+32, 0x1.7328cc0534b1bp+32, -0x1.f63c3a52c12bfp-24, 0x1.9ba03f5af11a8p+0,
    -0x1.decd9e87849f2p-11, 0x1.150eb5484ac04p-1, -0x1.9256d9d750254p-20, 0x1.5b40c61b9d7e5p-2,
    -0x1.21e259c6c35ap-28, 0x1.010b36abd2p-2, -0x1.bffffffffe6c7p+3, 0x1.d2a30f3dae0fbp-51, 0x1.774491db8dc05p-107,
    0x1.44c3b27fd535ep+36, -0x1.44c3b27faa6bcp+36, -0x1.1972c0b160b2bp-21, 0x1.9c476e602a0f3p+0,
    -0x1.9f1d2e37fe497p-11, 0x1.150f8fa50da75p-1, -0x1.2e6c28be1c4afp-20, 0x1.5b40c797e47aap-2, -0x1.5a058p-29,
    0x1.01p-2, -0x1.c000000001939p+3, -0x1.d2a2f4a73af63p-51, 0x1.1ce11583b5fc3p-105, -0x1.44c3b2802aca2p+36,
    0x1.44c3b28055944p+36, -0x1.198d430af8ae5p-21, 0x1.9c476e602a1e8p+0, -0x1.9f1d2fecc9857p-11,
    0x1.150f8fa50da76p-1, -0x1.2e6f5dec6817bp-20, 0x1.5b40c797e47aap-2, -0x1.605a8p-29, 0x1.018p-2,
    -0x1.dfffffffffe52p+3, 0x1.fcf9ccfd8867ep-51, 0x1.1c0ec5919506cp-105, 0x1.30777757fd425p+40,
    -0x1.30777757fa84ap+40, 0x1.86558a534b1cdp-14, 0x1.9cd91113eeec5p+0, -0x1.6b551c9bb604ep-11,
    0x1.151035587bc16p-1, -0x1.cf7566054ff52p-21, 0x1.5b40c89344536p-2, 0x1p-21, 0.0, -0x1.e0000000001aep+3,
    -0x1.fcf9ccde8721p-51, -0x1.f0bd3dc636171p-105, -0x1.3077775802bdbp+40, 0x1.30777758057b6p+40,
    0x1.865586b64d417p-14, 0x1.9cd91113eeed3p+0, -0x1.6b551cb8d4b3fp-11, 0x1.151035587bc16p-1,
    -0x1.cf75d382f3f94p-21, 0x1.5b40c89344536p-2, 0x1p-21, 0.0, -0x1.fffffffffffe5p+3, -0x1.80c18cc43ea26p-53,
    0x1.8d1b2eec9d961p-108, 0x1.30777757ffd32p+44, -0x1.30777757ffa65p+44, 0x1.9865588a24e58p-10,
    0x1.9d591113eeeccp+0, -0x1.40aa71feb1bbep-11, 0x1.1510b5587bc16p-1, -0x1.690f32f1ce6fp-21, 0x1.5b40c93ep-2, 0.0,
    0.0, -0x1.000000000000dp+4, -0x1.cfe7ce6768509p-50, -0x1.7f27723e2ef9fp-105, -0x1.30777758002cep+44,
    0x1.307777580059bp+44, 0x1.9865588674a06p-10, 0x1.9d591113eeeccp+0, -0x1.40aa720083a7ap-11, 0x1.1510b5587bc16p-1,
    -0x1.690f39c9a8b2ap-21, 0x1.5b40c93dep-2, -0x1p+7, 0.0
};

static double near_two(double t, double *low) {
    double h, l, s = NEAR_TWO[12];
    int i;
    for (i = 11; i >= 0; i--) s = NEAR_TWO[i] + t * s;
    MUL2(h, l, t, 0.0, ONE_MINUS_EULER_H, ONE_MINUS_EULER_L);
    l += t * t * s;
    FAST_SUM(h, *low, h, l);
    return h;
}

/* log of the magnitude of gamma(x), -20 < x < 10, |x| > 2^-61 */
static double by_gamma(double x, double *low) {
    union __number p;
    double h, l;
    int k;
    h = __math_gamma(x, &k, &l);
    if (h < 0) {
        h = -h;
        l = -l;
    }
    h *= POWER(p, k);
    return __math_log(h, l * p.f, low);
}

static double positive(double x) {
    double h, l, s, e;
    if (x < 0x1p-60) return -__math_log(x, 0, &l);
    if (x >= 0x1p60) {
        /* Half of log x is nothing to x log x, nor is what Stirling's series adds. */
        h = __math_log(x, 0, &l);
        TWO_SUM(h, e, h, -1.0);
        MUL2(h, l, h, l + e, x * 0x1p-200, 0.0);
        h *= 0x1p200;
        return h - h != 0 ? __math_range(h) : h;
    }
    if (x >= 10) return __math_stirling(x, 0, &l);
    if (x <= 0.875 || x >= 2.125 || (x >= 1.125 && x <= 1.875)) return by_gamma(x, &l);
    if (x > 1.5) return near_two(x - 2, &l);
    /* gamma(x) = gamma(x + 1) / x */
    h = near_two(x - 1, &l);
    s = __math_log(x, 0, &e);
    l -= e;
    TWO_SUM(h, e, h, -s);
    return h + (l + e);
}

/* -20 < x < -2 */
static double near_poles(double x) {
    const double *t;
    double h, l, u, s, e;
    int n = (int)(0.5 - x), i;
    if (n <= 16) {
        i = n == 2 ? 0 : 2 * n - (x > -n ? 5 : 4);
        t = ZEROS + 13 * i;
        FAST_SUM(h, l, x - t[0], -t[1]);
        l -= t[2];
        u = h * t[3];
        if (u > -0x1p-7 && u < 0x1p-7) {
            s = t[12];
            for (i = 11; i > 5; i--) s = t[i] + h * s;
            s *= h * h;
            /* u - log(1 + u) */
            e = 1.0 / 6 - u * (1.0 / 7 - u * (1.0 / 8));
            s += u * u * (1.0 / 2 - u * (1.0 / 3 - u * (1.0 / 4 - u * (1.0 / 5 - u * e))));
            MUL2(h, e, h, l, t[4], t[5]);
            return h + (e + s);
        }
    }
    return by_gamma(x, &l);
}

double lgamma_r(double x, int *sign) {
    union __number n;
    double a = x < 0 ? -x : x, h, l, s, e;
    n.f = x;
    *sign = 1;
    if (x != x) return x;
    if (n.w[1] >> 31) {
        if (a < 0x1p-60) *sign = -1;
        else if (a < 0x1p52 && trunc(a) != a && trunc(0.5 * a) == 0.5 * trunc(a)) *sign = -1;
    }
    if (a - a != 0) return a;
    if (x > 0) return positive(x);
    if (trunc(x) == x) return __math_range(INFINITY);
    if (a < 0x1p-60) return -__math_log(a, 0, &l);
    if (x > -2) return by_gamma(x, &l);
    if (x > -20) return near_poles(x);
    /* gamma(-a) = -pi / (a sin(pi a) gamma(a)) */
    s = __math_sin_pi(a, &e);
    if (s < 0) {
        s = -s;
        e = -e;
    }
    MUL2(h, l, s, e, a, 0.0);
    h = __math_log(h, l, &l);
    s = __math_stirling(a, 0, &e);
    TWO_SUM(h, s, h, s);
    l += s + e;
    TWO_SUM(h, e, LNPI_H, -h);
    return h + (e + (LNPI_L - l));
}

int __signgam;

double lgamma(double x) { return lgamma_r(x, &__signgam); }
long double lgammal(long double x) { return lgamma_r(x, &__signgam); }
float lgammaf(float x) { return __math_float(lgamma_r(x, &__signgam)); }
float lgammaf_r(float x, int *sign) { return __math_float(lgamma_r(x, sign)); }
