/*
 * Runs plugin code in a process of its own, at the addresses that it has in a guest, so that the compiler's tests
 * can execute what they compile without KVM. Built for both ISAs (-m64, -m32); in 32 bits the code runs in a code
 * segment of its own whose base is that of the guest.
 *
 * Standard input, all little endian:
 *   u32 data size, u32 size of the stack at its start (not hashed), u32 data bytes given, bytes;
 *   u32 code bytes given, bytes (from the code segment's start);
 *   u32 offset of `done`, u32 offset of `callback`; u32 calls; for each call
 *   u32 adapter, u32 target (as code uses them), u32 stack pointer, u32 words, u64 words[].
 * Standard output, one line for each call:
 *   ok VALUE HASH NANOSECONDS | signal NUMBER OFFSET
 * with the response word, a hash of the data above the stack, the time that the call took, and the code offset of the
 * fault.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

enum { DATA_BASE = 0x200000, CODE_BASE = 0x70000000, CODE_SIZE = 0x400000, MAILBOX = 0x7c008000, PAGE = 4096 };
/* The mailbox's fields come from guest-abi, by the compiler's -D: REQ_TARGET, REQ_ARGS, REQ_OVERFLOW, RESP_BUILTIN,
   RESP_VALUE, RESP_ARGS, RESP_OVERFLOW, MAILBOX_SIZE. */

static uint32_t data_size, hash_from, hash_to;
static sigjmp_buf recover;
static volatile uint32_t fault_offset;

void enter(uint32_t adapter, uint32_t stack);
void host_return(void);
void host_callback(void);

static uint32_t get32(void) {
    uint32_t v = 0;
    if (fread(&v, 4, 1, stdin) != 1) exit(3);
    return v;
}

static void get(void *to, size_t n) {
    if (n && fread(to, n, 1, stdin) != 1) exit(3);
}

static void map(uintptr_t at, size_t size, int prot) {
    void *got = mmap((void *)at, size, prot, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    if (got != (void *)at) {
        perror("mmap");
        exit(4);
    }
}

/* A narrow argument leaves the upper half of its word alone. */
static void clear(uint8_t *box) {
    memset(box + RESP_ARGS, 0, 40);
    memset(box + RESP_OVERFLOW, 0, 88);
}

/* A callback: the result is a mixture of the id and the argument words that its high half counts. */
void serve(void) {
    uint8_t *box = (uint8_t *)(uintptr_t)MAILBOX;
    uint32_t builtin;
    memcpy(&builtin, box + RESP_BUILTIN, 4);
    uint64_t mix = builtin;
    for (uint32_t i = 0; i < builtin >> 16; i++) {
        uint64_t word;
        memcpy(&word, box + (i < 5 ? RESP_ARGS + 8 * i : RESP_OVERFLOW + 8 * (i - 5)), 8);
        mix = mix * 1000003 + word;
    }
    memcpy(box + REQ_ARGS, &mix, 8);
    clear(box);
}

#ifdef __x86_64__
static uint64_t host_sp __attribute__((used)), guest_sp __attribute__((used));
__asm__(
    ".globl enter\nenter:\n"
    "push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15; sub $8, %rsp\n"
    "mov %rsp, host_sp(%rip)\n"
    "mov %esi, %esp\nmov %edi, %eax\njmp *%rax\n"
    ".globl host_return\nhost_return:\n"
    "mov host_sp(%rip), %rsp\n"
    "add $8, %rsp; pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\nret\n"
    ".globl host_callback\nhost_callback:\n"
    "mov %rsp, guest_sp(%rip)\nmov host_sp(%rip), %rsp\ncall serve\nmov guest_sp(%rip), %rsp\nret\n");

static uint32_t code_address(uint32_t offset) { return CODE_BASE + offset; }

static void prepare(void) {}

/* jmp [rip]; address */
static void link_gate(uint8_t *at, void (*to)(void)) {
    static const uint8_t jump[6] = {0xff, 0x25, 0, 0, 0, 0};
    memcpy(at, jump, 6);
    memcpy(at + 6, &to, 8);
}

static void handler(int number, siginfo_t *info, void *context) {
    (void)info;
    fault_offset = (uint32_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] - CODE_BASE;
    siglongjmp(recover, number);
}
#else
#include <asm/ldt.h>
static uint32_t host_sp __attribute__((used)), guest_sp __attribute__((used));
static uint32_t host_gs __attribute__((used)), host_cs __attribute__((used)), guest_gs __attribute__((used));
static uint32_t adapter_offset __attribute__((used)), guest_cs __attribute__((used));
static uint32_t callback_target[2] __attribute__((used));
__asm__(
    ".globl enter\nenter:\n"
    "push %ebx; push %esi; push %edi; push %ebp\n"
    "mov 20(%esp), %eax; mov %eax, adapter_offset; mov 24(%esp), %edx\n"
    "mov %esp, host_sp\nmov guest_gs, %gs\nmov %edx, %esp\n"
    "pushl guest_cs; pushl adapter_offset\nlret\n"
    ".globl host_return\nhost_return:\n"
    "mov host_sp, %esp\nmov host_gs, %gs\npop %ebp; pop %edi; pop %esi; pop %ebx\nret\n"
    /* A far jump came here: back to the guest's segment by a far return to what its call pushed. */
    ".globl host_callback\nhost_callback:\n"
    "mov %esp, guest_sp\nmov host_sp, %esp\nsub $12, %esp\nmov host_gs, %gs\ncall serve\n"
    "mov guest_gs, %gs\nmov guest_sp, %esp\n"
    "pop %eax\npushl guest_cs\npushl %eax\nlret\n");

static uint32_t code_address(uint32_t offset) { return offset; }

static void segment(unsigned entry, uint32_t base, uint32_t size, int code) {
    struct user_desc desc;
    memset(&desc, 0, sizeof desc);
    desc.entry_number = entry;
    desc.base_addr = base;
    desc.limit = (size - 1) / PAGE;
    desc.limit_in_pages = 1;
    desc.seg_32bit = 1;
    desc.contents = code ? MODIFY_LDT_CONTENTS_CODE : MODIFY_LDT_CONTENTS_DATA;
    desc.read_exec_only = 0;
    desc.useable = 1;
    if (syscall(SYS_modify_ldt, 1, &desc, sizeof desc) != 0) {
        perror("modify_ldt");
        exit(5);
    }
}

static void prepare(void) {
    uint16_t cs, gs;
    __asm__("mov %%cs, %0; mov %%gs, %1" : "=r"(cs), "=r"(gs));
    host_cs = cs;
    host_gs = gs;
    segment(0, CODE_BASE, CODE_SIZE, 1);
    segment(1, MAILBOX, PAGE, 0);
    guest_cs = 0 << 3 | 7;
    guest_gs = 1 << 3 | 7;
}

/* ljmp host_cs:address */
static void link_gate(uint8_t *at, void (*to)(void)) {
    at[0] = 0xea;
    memcpy(at + 1, &to, 4);
    memcpy(at + 5, &host_cs, 2);
}

static void handler(int number, siginfo_t *info, void *context) {
    __asm__ volatile("mov host_gs, %gs");
    (void)info;
    fault_offset = (uint32_t)((ucontext_t *)context)->uc_mcontext.gregs[REG_EIP];
    siglongjmp(recover, number);
}
#endif

/* FNV-1a, a word at a time, over the bytes that the image gave, but for the stack. */
static uint64_t hash(void) {
    uint64_t h = 0xcbf29ce484222325u;
    for (uint32_t at = hash_from; at < hash_to; at += 8) {
        uint64_t word;
        memcpy(&word, (uint8_t *)(uintptr_t)DATA_BASE + at, 8);
        h = (h ^ word) * 0x100000001b3u;
    }
    return h;
}

static uint64_t now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

int main(void) {
    static uint8_t alternate[65536];
    stack_t stack = {.ss_sp = alternate, .ss_size = sizeof alternate};
    sigaltstack(&stack, 0);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    static const int signals[] = {SIGFPE, SIGSEGV, SIGILL, SIGBUS, SIGTRAP, SIGALRM};
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &action, 0);

    data_size = get32();
    hash_from = get32();
    map(DATA_BASE, data_size, PROT_READ | PROT_WRITE);
    hash_to = get32();
    get((void *)(uintptr_t)DATA_BASE, hash_to);
    map(CODE_BASE, CODE_SIZE, PROT_READ | PROT_WRITE);
    get((void *)(uintptr_t)CODE_BASE, get32());
    map(MAILBOX, PAGE, PROT_READ | PROT_WRITE);
    prepare();
    link_gate((uint8_t *)(uintptr_t)CODE_BASE + get32(), host_return);
    link_gate((uint8_t *)(uintptr_t)CODE_BASE + get32(), host_callback);
    mprotect((void *)(uintptr_t)CODE_BASE, CODE_SIZE, PROT_READ | PROT_EXEC);

    uint8_t *box = (uint8_t *)(uintptr_t)MAILBOX;
    uint32_t calls = get32();
    for (uint32_t call = 0; call < calls; call++) {
        uint32_t adapter = get32(), target = get32(), sp = get32(), words = get32();
        memset(box, 0xa5, MAILBOX_SIZE);
        clear(box);
        for (uint32_t i = 0; i < words; i++) {
            uint8_t word[8];
            get(word, 8);
            if (i < 16) memcpy(box + (i < 5 ? REQ_ARGS + 8 * i : REQ_OVERFLOW + 8 * (i - 5)), word, 8);
        }
        memcpy(box + REQ_TARGET, &target, 4);
        int number = sigsetjmp(recover, 1);
        if (number == 0) {
            alarm(20);
            uint64_t value, start = now();
            enter(code_address(adapter), sp);
            uint64_t time = now() - start;
            memcpy(&value, box + RESP_VALUE, 8);
            printf("ok %016llx %016llx %llu\n", (unsigned long long)value, (unsigned long long)hash(),
                   (unsigned long long)time);
        } else {
            printf("signal %d %08x\n", number, (unsigned)fault_offset);
        }
    }
    return 0;
}
