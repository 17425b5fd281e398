// A small virtual machine: switch in a loop, tables, function pointers, structs.
enum op { PUSH, ADD, MUL, DUP, JNZ, DEC, SWAP, CALL, HALT };
struct vm { int stack[32], sp, pc, steps; };
int negate(int x) { return -x; }
int square(int x) { return x * x; }
int (*natives[])(int) = { negate, square };

int run(struct vm *vm, const int *code)
{
    for (vm->sp = vm->pc = vm->steps = 0;; vm->steps++) {
        int *top = &vm->stack[vm->sp - 1];
        switch ((enum op)code[vm->pc++]) {
        case PUSH: vm->stack[vm->sp++] = code[vm->pc++]; break;
        case ADD: top[-1] += top[0]; vm->sp--; break;
        case MUL: top[-1] *= *top; vm->sp--; break;
        case DUP: top[1] = top[0]; vm->sp++; break;
        case DEC: --*top; break;
        case SWAP: { int t = top[0]; top[0] = top[-1]; top[-1] = t; break; }
        case JNZ: if (*top) { vm->pc = code[vm->pc]; break; } vm->pc++; break;
        case CALL: *top = natives[code[vm->pc++]](*top); break;
        case HALT: return *top;
        default: return -12345;
        }
    }
}

int main(void)
{
    static const int power[] = { PUSH, 1, PUSH, 10, SWAP, PUSH, 2, MUL, SWAP, DEC, JNZ, 4, SWAP, HALT };
    int calls[] = { PUSH, 7, CALL, 1, CALL, 0, HALT }, bad[] = { 99 };
    struct vm vm;
    if (run(&vm, power) != 1024) return 1;
    if (vm.steps != 63) return 2;
    if (run(&vm, calls) != -49) return 3;
    if (run(&vm, bad) != -12345) return 4;
    return 0;
}
