/* The planets of the Computer Language Benchmarks Game: five bodies, pairwise gravity, symplectic steps. */

enum { BODIES = 5, STEPS = 50 };

struct body {
    double x, y, z, vx, vy, vz, mass;
};

#define SOLAR_MASS 39.47841760435743
#define DAYS 365.24

static const struct body initial[BODIES] = {
    { 0, 0, 0, 0, 0, 0, SOLAR_MASS },
    { 4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01, 1.66007664274403694e-03 * DAYS,
      7.69901118419740425e-03 * DAYS, -6.90460016972063023e-05 * DAYS, 9.54791938424326609e-04 * SOLAR_MASS },
    { 8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01, -2.76742510726411050e-03 * DAYS,
      4.99852801234917238e-03 * DAYS, 2.30417297573763929e-05 * DAYS, 2.85885980666130812e-04 * SOLAR_MASS },
    { 1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01, 2.96460137564761618e-03 * DAYS,
      2.37847173959480950e-03 * DAYS, -2.96589568540237556e-05 * DAYS, 4.36624404335156298e-05 * SOLAR_MASS },
    { 1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01, 2.68067772490389322e-03 * DAYS,
      1.62824170038242295e-03 * DAYS, -9.51592254519715870e-05 * DAYS, 5.15138902046611451e-05 * SOLAR_MASS },
};

static struct body bodies[BODIES];

/* One over the square root: a guess from the exponent, then Newton's method. */
static double inverse_root(double x)
{
    union {
        double value;
        unsigned long long bits;
    } guess;
    int i;

    guess.value = x;
    guess.bits = 0x5fe6eb50c7b537a9ULL - (guess.bits >> 1);
    for (i = 0; i < 4; i++)
        guess.value *= 1.5 - 0.5 * x * guess.value * guess.value;
    return guess.value;
}

static void offset_momentum(struct body *b)
{
    double px = 0, py = 0, pz = 0;
    int i;

    for (i = 0; i < BODIES; i++) {
        px += b[i].vx * b[i].mass;
        py += b[i].vy * b[i].mass;
        pz += b[i].vz * b[i].mass;
    }
    b[0].vx = -px / SOLAR_MASS;
    b[0].vy = -py / SOLAR_MASS;
    b[0].vz = -pz / SOLAR_MASS;
}

static void advance(struct body *b, double dt)
{
    int i, j;

    for (i = 0; i < BODIES; i++) {
        struct body *one = &b[i];

        for (j = i + 1; j < BODIES; j++) {
            struct body *other = &b[j];
            double dx = one->x - other->x, dy = one->y - other->y, dz = one->z - other->z;
            double inverse = inverse_root(dx * dx + dy * dy + dz * dz);
            double mag = dt * inverse * inverse * inverse;

            one->vx -= dx * other->mass * mag;
            one->vy -= dy * other->mass * mag;
            one->vz -= dz * other->mass * mag;
            other->vx += dx * one->mass * mag;
            other->vy += dy * one->mass * mag;
            other->vz += dz * one->mass * mag;
        }
    }
    for (i = 0; i < BODIES; i++) {
        b[i].x += dt * b[i].vx;
        b[i].y += dt * b[i].vy;
        b[i].z += dt * b[i].vz;
    }
}

static double energy(const struct body *b)
{
    double e = 0;
    int i, j;

    for (i = 0; i < BODIES; i++) {
        e += 0.5 * b[i].mass * (b[i].vx * b[i].vx + b[i].vy * b[i].vy + b[i].vz * b[i].vz);
        for (j = i + 1; j < BODIES; j++) {
            double dx = b[i].x - b[j].x, dy = b[i].y - b[j].y, dz = b[i].z - b[j].z;

            e -= b[i].mass * b[j].mass * inverse_root(dx * dx + dy * dy + dz * dz);
        }
    }
    return e;
}

void setup(void)
{
}

unsigned kernel(int n)
{
    int i, step;

    for (i = 0; i < BODIES; i++)
        bodies[i] = initial[i];
    offset_momentum(bodies);
    for (i = 0; i < n; i++)
        for (step = 0; step < STEPS; step++)
            advance(bodies, 0.01);
    return (unsigned)(long long)(energy(bodies) * 1e12);
}
