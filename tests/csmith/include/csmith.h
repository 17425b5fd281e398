/*
 * Stands in for csmith's header of this name in differential runs. Programs come out of it that need no library and
 * print nothing: the checksum, and what it was after each variable, stay in memory, where the host finds them.
 * The arithmetic is csmith's own (safe_math.h); the checksum is CRC-32 as there.
 */
#ifndef RANDOM_RUNTIME_H
#define RANDOM_RUNTIME_H

#include <float.h>
#include <limits.h>
#include <stdint.h>

enum { CSMITH_STEPS = 4096 };

struct csmith_step {
    const char *name;
    uint32_t sum;
};

/* The first steps; all are counted. */
struct csmith_step csmith_steps[CSMITH_STEPS];
uint32_t csmith_count;
uint32_t csmith_checksum;

uint32_t csmith_sum(void) { return csmith_checksum; }
uint32_t csmith_step_count(void) { return csmith_count; }
uint32_t csmith_step_sum(uint32_t i) { return csmith_steps[i].sum; }

static uint32_t crc32_tab[256];
static uint32_t crc32_context = 0xFFFFFFFFu;

static void crc32_gentab(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;
        for (int bit = 0; bit < 8; bit++) crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
        crc32_tab[i] = crc;
    }
}

static void crc32_byte(uint8_t byte) { crc32_context = crc32_context >> 8 ^ crc32_tab[(crc32_context ^ byte) & 0xFF]; }

static void csmith_note(const char *name)
{
    if (csmith_count < CSMITH_STEPS) {
        csmith_steps[csmith_count].name = name;
        csmith_steps[csmith_count].sum = crc32_context ^ 0xFFFFFFFFu;
    }
    csmith_count++;
}

static void transparent_crc(uint64_t value, const char *name, int flag)
{
    for (int i = 0; i < 64; i += 8) crc32_byte(value >> i & 0xFF);
    csmith_note(name);
}

static void transparent_crc_bytes(const void *bytes, int count, const char *name, int flag)
{
    for (int i = 0; i < count; i++) crc32_byte(((const uint8_t *)bytes)[i]);
    csmith_note(name);
}

static void platform_main_begin(void) {}
static void platform_main_end(uint32_t sum, int flag) { csmith_checksum = sum; }

/* What csmith's headers get from the library. */
static double csmith_fabs(double x) { return x < 0 ? -x : x; }
static float csmith_fabsf(float x) { return x < 0 ? -x : x; }
#define fabs csmith_fabs
#define fabsf csmith_fabsf
#define strcmp(a, b) 1
#define printf(...) ((void)0)

#ifndef CSMITH_NO_BUILTINS
/* Where zero is undefined it gets a meaning; what only x86 has gets another one. */
static int csmith_clz(unsigned x) { return x ? __builtin_clz(x) : 32; }
static int csmith_ctz(unsigned x) { return x ? __builtin_ctz(x) : 32; }
static int csmith_clzll(uint64_t x) { return x ? __builtin_clzll(x) : 64; }
static int csmith_ctzll(uint64_t x) { return x ? __builtin_ctzll(x) : 64; }
#define __builtin_clz csmith_clz
#define __builtin_ctz csmith_ctz
#define __builtin_clzl csmith_clz
#define __builtin_ctzl csmith_ctz
#define __builtin_clzll csmith_clzll
#define __builtin_ctzll csmith_ctzll
#define __builtin_ia32_crc32qi(a, b) ((unsigned)(a) * 31u ^ (uint8_t)(b))
#endif

#define STATIC static
#define UNDEFINED(value) (value)
#define LOG_INDEX
#define LOG_EXEC
#define FUNC_NAME(name) (safe_##name)
#include "safe_math.h"
#undef FUNC_NAME

#define INT_BIT (sizeof(int) * CHAR_BIT)
#define _CSMITH_BITFIELD(x) ((x) > INT_BIT ? (x) % INT_BIT : (x))

#endif
