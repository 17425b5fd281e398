//! Plugins against the C library that they share a runtime with: its buffers, its heap, its streams and its names.
//! Whatever they overwrite, it ends in a typed error or does no harm: the host lives, the runtime serves the next call,
//! and a neighbour's output is its own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use plugvisor::{CallError, Caller, Engine, Error, Mode, Runtime, TrapKind, Value};
use plugvisor_tests::{for_each_crossing, for_each_mode};

const MEMORY: u32 = 2 << 20;

/// Bytes that came out, not more of them than anybody needs.
type Printed = Arc<Mutex<Vec<u8>>>;

fn empty(engine: &Engine, mode: Mode) -> (Runtime, Printed) {
    let printed = Printed::default();
    let sink = printed.clone();
    let runtime = Runtime::builder(engine)
        .mode(mode)
        .memory(MEMORY)
        .stack(64 << 10)
        .deadline(Duration::from_millis(400))
        .stdout(move |bytes: &[u8]| {
            let mut printed = sink.lock().unwrap();
            assert!(bytes.len() <= MEMORY as usize);
            if printed.len() < 1 << 20 {
                printed.extend_from_slice(bytes);
            }
        })
        .builtin("host", |_: &mut Caller<'_>, x: i32| x.wrapping_add(1))
        .builtin("upcall", |caller: &mut Caller<'_>, x: i32| -> Result<i32, CallError> {
            match caller.call("inner", &[Value::I32(x)])? {
                Some(Value::I32(x)) => Ok(x),
                other => panic!("{other:?}"),
            }
        })
        .builtin("swallow", |caller: &mut Caller<'_>, x: i32| i32::from(caller.call("inner", &[Value::I32(x)]).is_ok()))
        .build()
        .unwrap();
    (runtime, printed)
}

fn runtime(engine: &Engine, mode: Mode, source: &str) -> (Runtime, Printed) {
    let (mut runtime, printed) = empty(engine, mode);
    runtime.create("plugin.c", source).unwrap_or_else(|error| panic!("{error}"));
    (runtime, printed)
}

fn taken(printed: &Printed) -> String {
    String::from_utf8_lossy(&std::mem::take(&mut *printed.lock().unwrap())).into_owned()
}

fn call(runtime: &mut Runtime, name: &str, x: i32) -> Result<i32, CallError> {
    match runtime.call(name, &[Value::I32(x)])? {
        Some(Value::I32(x)) => Ok(x),
        other => panic!("{other:?}"),
    }
}

/// What a plugin may end with that has spoilt its own runtime's library.
fn is_typed(result: &Result<i32, CallError>) -> bool {
    matches!(
        result,
        Ok(_) | Err(CallError::Trap(_) | CallError::Deadline { .. } | CallError::Exit { .. } | CallError::Builtin(_))
    )
}

/// `test(x)` of the plugin for each number, each with a library of its own, by every crossing. Afterwards the host's
/// functions and the plugin's are still there, and a second runtime prints what it should.
fn attack(source: &str, numbers: &[i32], expected: impl Fn(i32, &Result<i32, CallError>) -> bool) {
    for_each_crossing(|engine, mode| {
        let (mut neighbour, says) =
            runtime(engine, mode, "#include <stdio.h>\nint say(int x) { return puts(\"mine\"); }");
        let source = format!("{source}\nint well(int x) {{ return host(x) + 1; }}");
        for &x in numbers {
            let (mut runtime, _) = runtime(engine, mode, &source);
            let result = call(&mut runtime, "test", x);
            assert!(is_typed(&result) && expected(x, &result), "{mode}, {x}: {result:?}");
            assert_eq!(call(&mut runtime, "well", x).map_err(|e| e.to_string()), Ok(x.wrapping_add(2)), "{mode}, {x}");
            // Once more, with all that it left behind.
            let again = call(&mut runtime, "test", x);
            assert!(is_typed(&again), "{mode}, {x}: {again:?}");
            assert_eq!(call(&mut runtime, "well", x).map_err(|e| e.to_string()), Ok(x.wrapping_add(2)), "{mode}, {x}");
            runtime.create("more.c", "int more(int x) { return x; }").unwrap();
            assert_eq!(call(&mut runtime, "more", x).unwrap(), x, "{mode}, {x}");
        }
        call(&mut neighbour, "say", 1).unwrap();
        assert_eq!(taken(&says), "mine\n", "{mode}");
    });
}

/// The buffer of `stdout` as the library has it.
const BUFFER: &str = "
    #include <stdio.h>
    extern struct { volatile unsigned fill, mode; char bytes[32768]; } __plug_stdout;
    static const unsigned wild[] = { 1, 32768, 32769, 40000, 0x7fffffff, 0x80000000, 0xffffffff };";

#[test]
fn a_forged_head_of_the_output_buffer_is_a_trap() {
    let source = format!("{BUFFER} int test(int x) {{ __plug_stdout.fill = wild[x]; return 1; }}");
    attack(&source, &[0, 1, 2, 3, 4, 5, 6], |x, result| match result {
        Ok(_) => x <= 1,
        Err(error) => x > 1 && matches!(error.trap().map(|trap| &trap.kind), Some(TrapKind::Forgery { .. })),
    });
}

#[test]
fn a_forged_head_is_found_before_the_library_and_callbacks_go_on() {
    let source = format!(
        "{BUFFER}
        int inner(int x) {{ __plug_stdout.fill = wild[x]; return x; }}
        int test(int x) {{ printf(\"a\"); inner(x); host(x); printf(\"b\"); inner(x); putchar(10); upcall(x); return puts(\"c\"); }}"
    );
    attack(&source, &[0, 1, 2, 4, 6], |x, result| x <= 1 || result.is_err());
    // A plugin may take back what it has printed; what the host has taken before stays taken.
    let source = format!(
        "{BUFFER}
        int inner(int x) {{ printf(\"inner\"); __plug_stdout.fill = x; return x; }}
        int test(int x) {{ printf(\"outer\"); upcall(x); swallow(x); __plug_stdout.mode = wild[6]; return puts(\"c\"); }}"
    );
    attack(&source, &[0, 1, 3], |_, result| result.is_ok());
}

#[test]
fn a_forged_head_in_batches_and_rings_ends_the_call_that_forged_it() {
    for_each_crossing(|engine, mode| {
        let source = format!("{BUFFER} int test(int x) {{ if (x == 3) __plug_stdout.fill = wild[6]; return x; }}");
        let (mut runtime, _) = runtime(engine, mode, &source);
        let test = runtime.func::<(i32,), i32>("test").unwrap();
        let stopped = test.call_many(&mut runtime, (0..6).map(|x| (x,))).unwrap_err();
        let kind = stopped.source.trap().map(|trap| &trap.kind);
        assert!(matches!(kind, Some(TrapKind::Forgery { .. })), "{mode}: {stopped:?}");
        let mut ring = runtime.ring(8).unwrap();
        for x in 0..6 {
            ring.push(&test, (x,), 0).unwrap();
        }
        ring.submit();
        let results: Vec<_> = std::iter::from_fn(|| ring.wait()).map(|completion| completion.result.is_ok()).collect();
        assert!(results.len() == 6 && results[..3] == [true; 3] && results.contains(&false), "{mode}: {results:?}");
        drop(ring);
        assert_eq!(test.call(&mut runtime, (1,)).unwrap(), 1, "{mode}");
    });
}

#[test]
fn only_pieces_of_the_heap_can_be_released() {
    let source = "
        #include <stdlib.h>
        void __plug_release(void *); void *__plug_grow(unsigned);
        static int variable[64];
        int inner(int x) { __plug_release((void *)x); return x; }
        int test(int x) {
            char *piece = __plug_grow(5000), *block = malloc(100);
            switch (x) {
            case 0: __plug_release(0); break;
            case 1: __plug_release(piece); return 1;
            case 2: __plug_release(piece + 64); break;
            case 3: __plug_release(piece); __plug_release(piece); break;
            case 4: __plug_release(variable); break;
            case 5: __plug_release(&x); break;
            case 6: __plug_release((void *)test); break;
            case 7: __plug_release((void *)-1); break;
            case 8: __plug_release(block); break;
            case 9: return upcall((int)piece);
            case 10: upcall((int)piece); __plug_release(piece); break;
            case 11: return swallow((int)&variable);
            }
            return x;
        }";
    attack(source, &(0..12).collect::<Vec<_>>(), |x, result| match x {
        0 | 1 | 9 | 11 => result.is_ok(),
        _ => matches!(result, Err(CallError::Builtin(_))),
    });
    // The library's own pool, under its feet.
    let source = "
        #include <stdlib.h>
        void __plug_release(void *);
        int test(int x) {
            char *block = malloc(100);
            __plug_release(block - 8 - 16);
            free(block);
            block = malloc(5000);
            if (block) block[4999] = x;
            return malloc(100) != 0;
        }";
    attack(source, &[1], |_, _| true);
}

#[test]
fn the_heap_can_be_used_up_in_all_ways() {
    let source = "
        #include <stdlib.h>
        void __plug_release(void *); void *__plug_grow(unsigned);
        int test(int x) {
            static const unsigned sizes[] = { 1u << 17, 0x7fffffff, 0x80000000, 0xfffffff8, 0xffffffff };
            void *p, *last = 0;
            int n = 0;
            while (n < 40 && (p = __plug_grow(sizes[x]))) { *(void **)p = last; last = p; n++; }
            if (malloc(sizes[x]) && x) return -1;
            while ((p = last)) { last = *(void **)p; __plug_release(p); }
            return n;
        }";
    attack(source, &[0, 1, 2, 3, 4], |x, result| matches!(result, Ok(n) if (x == 0) == (*n > 3) && *n >= 0));
}

#[test]
fn corrupted_blocks_of_the_heap_do_no_harm_to_the_host() {
    let source = "
        #include <stdlib.h>
        #include <string.h>
        static unsigned wild(int x) {
            static const unsigned values[] = { 0, 1, 7, 0x10, 0xfffffff9, 0x80000001, 0x00100003, 0x41414141 };
            return values[x & 7];
        }
        int test(int x) {
            unsigned *a = malloc(40), *b = malloc(40), *c = malloc(40), *d = malloc(200000);
            switch (x >> 3) {
            case 0: a[-1] = wild(x); break;
            case 1: b[-2] = wild(x); b[-1] = wild(x); break;
            case 2: free(b); b[0] = wild(x); b[1] = wild(x); break;
            case 3: free(a); free(c); memset(a - 2, wild(x), 160); break;
            case 4: d[-1] = wild(x); d[-2] = wild(x); break;
            case 5: free(a); free(a); break;
            case 6: free((char *)b + 4 * x); break;
            case 7: free(d); d[-1] = wild(x); d[0] = wild(x); break;
            }
            free(b); free(c); free(d);
            a = malloc(60); b = calloc(7, 9); a = realloc(a, 3000);
            if (a) memset(a, 1, 3000);
            free(a); free(b);
            return 1;
        }";
    attack(source, &(0..64).step_by(3).collect::<Vec<_>>(), |_, _| true);
}

#[test]
fn corrupted_streams_do_no_harm_to_the_host() {
    let source = "
        #include <stdio.h>
        #include <string.h>
        int test(int x) {
            char text[20];
            int n = 0;
            FILE *streams[] = { stdin, stdout, stderr };
            FILE *stream = streams[x % 3];
            memset(stream, x < 3 ? 0xff : x < 6 ? 0x01 : 0x7f, 6 * 4);
            n += fputc('a', stream); n += fputs(\"text\", stream); n += fprintf(stream, \"%d %s\", x, \"x\");
            n += fgetc(stream); fgets(text, 20, stream); ungetc('a', stream); n += fflush(stream);
            n += fread(text, 1, 20, stream); n += fwrite(text, 1, 20, stream); n += puts(\"x\"); n += getchar();
            setvbuf(stream, text, _IOFBF, 20); rewind(stream); clearerr(stream); n += fclose(stream);
            return n & 1;
        }
        int other(int x) { FILE *stream = (FILE *)x; return fputs(\"x\", stream) + fgetc(stream) + fclose(stream); }";
    attack(source, &[0, 1, 2, 3, 4, 5, 6, 7, 8], |_, _| true);
    let source = format!("{} int test(int x) {{ return other(x); }}", source.replace("int test(", "int unused("));
    attack(&source, &[0, 1, 4096, -1, 0x7fff_ffff], |_, _| true);
}

#[test]
fn wild_pointers_and_sizes_at_the_seam_are_errors() {
    let source = "
        int __plug_write(int, const void *, unsigned); int __plug_read(int, void *, unsigned);
        static char text[16] = \"text\";
        static const struct { int fd; void *p; unsigned n; } calls[] = {
            { 1, text, 0xffffffff }, { 2, text, 0x7fffffff }, { 1, 0, 1 }, { 1, (void *)-1, 1 }, { 2, (void *)-1, 2 },
            { 1, (void *)0x7fffffff, 0x80000001 }, { 1, (void *)4096, 3u << 20 }, { 0, text, 1 }, { 3, text, 1 },
            { -1, (void *)-1, 0xffffffff }, { 1, (void *)-1, 0 }, { 1, text, 4 },
        };
        int test(int x) {
            int n = 0;
            if (x & 1) return __plug_write(calls[x >> 1].fd, calls[x >> 1].p, calls[x >> 1].n);
            n = __plug_read(calls[x >> 1].fd != 0 && x < 14 ? 0 : 5, calls[x >> 1].p, calls[x >> 1].n);
            return n;
        }";
    attack(source, &(0..24).collect::<Vec<_>>(), |x, result| match (x & 1, x >> 1) {
        // Reading takes at most a piece at a time, so that large sizes are no error there.
        (0, 2..=6) | (1, 0..=6) => matches!(result, Err(CallError::Builtin(_))),
        _ => result.is_ok(),
    });
}

#[test]
fn exit_and_abort_end_upcalls_from_wherever_they_are_called() {
    let source = "
        #include <stdio.h>
        #include <stdlib.h>
        static int way;
        static void leave(void) { if (way & 1) abort(); exit(way); }
        static int compare(const void *a, const void *b) { leave(); return 0; }
        static void again(void) { exit(9); }
        int inner(int x) { printf(\"in \"); leave(); return x; }
        int test(int x) {
            int numbers[4] = { 4, 3, 2, 1 };
            printf(\"out \");
            way = x;
            switch (x >> 1) {
            case 1: leave(); break;
            case 2: qsort(numbers, 4, 4, compare); break;
            case 3: bsearch(numbers, numbers, 4, 4, compare); break;
            case 4: return upcall(x);
            case 5: return swallow(x);
            case 6: atexit(leave); atexit(again); exit(x);
            }
            return x;
        }";
    attack(source, &(2..14).collect::<Vec<_>>(), |x, result| match (x >> 1, x & 1) {
        (5, _) => matches!(result, Ok(0)),
        (6, 0) => matches!(result, Err(CallError::Exit { .. })),
        (_, 0) => matches!(result, Err(CallError::Exit { status }) if *status == x),
        _ => matches!(result, Err(CallError::Trap(trap)) if matches!(trap.kind, TrapKind::Abort)),
    });
    for_each_crossing(|engine, mode| {
        let (mut runtime, printed) = runtime(engine, mode, source);
        let test = runtime.func::<(i32,), i32>("test").unwrap();
        let mut ring = runtime.ring(16).unwrap();
        for x in [0, 2, 4, 8, 9, 0, 12] {
            ring.push(&test, (x,), 0).unwrap();
        }
        ring.submit();
        let ended: Vec<_> = std::iter::from_fn(|| ring.wait()).map(|completion| completion.result.is_ok()).collect();
        drop(ring);
        assert_eq!(ended, [true, false, false, false, false, true, false], "{mode}");
        assert_eq!(taken(&printed), "out out out out in out in out out ", "{mode}");
    });
}

/// Names of the library, and of what it keeps to itself.
const NAMES: [&str; 14] = [
    "malloc",
    "free",
    "printf",
    "puts",
    "memcpy",
    "strlen",
    "qsort",
    "exit",
    "__format",
    "__stdout_flush",
    "__sink_put",
    "__file_write",
    "__plug_stdout",
    "__plug_write",
];

const USER: &str = "
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    static int compare(const void *a, const void *b) { return *(char *)a - *(char *)b; }
    int use(int x) {
        char *text = malloc(20);
        strcpy(text, \"ba\");
        qsort(text, 2, 1, compare);
        strlen(text);
        printf(\"%s %d\\n\", text, x);
        free(text);
        return x;
    }";

/// A plugin may define what it likes, before the library is linked and after, as functions and as variables. What is
/// refused changes nothing. Other plugins that call such a name call the plugin's; the library itself never does, and
/// when the plugin is gone, all is as it was.
#[test]
fn names_of_the_library_can_be_taken_but_not_broken() {
    for_each_mode(|engine, mode| {
        for (i, name) in NAMES.into_iter().enumerate() {
            if mode == Mode::Segmented && i % 4 != 0 {
                continue;
            }
            let function = format!("int {name}(int x) {{ return x + 77; }}");
            let variable = format!("char {name}[4] = {{ 1, 2, 3, 4 }};");
            for text in [&function, &variable] {
                let (mut runtime, printed) = empty(engine, mode);
                let taken_first = runtime.create("first.c", text);
                assert!(
                    matches!(taken_first, Ok(()) | Err(Error::Compile(_) | Error::Link(_))),
                    "{name}: {taken_first:?}"
                );
                match runtime.create("user.c", USER) {
                    Ok(()) => {
                        let result = call(&mut runtime, "use", 5);
                        assert!(is_typed(&result), "{mode}, {name}: {result:?}");
                        // What it does not call by its name does not change for it.
                        if ["puts", "memcpy", "exit"].contains(&name) {
                            assert_eq!((result.ok(), &*taken(&printed)), (Some(5), "ab 5\n"), "{mode}, {text}");
                        }
                        let _ = runtime.delete("use");
                    }
                    Err(Error::Link(_) | Error::Compile(_)) => {
                        assert!(!["puts", "memcpy", "exit"].contains(&name), "{mode}, {text}")
                    }
                    Err(other) => panic!("{mode}, {name}: {other}"),
                }
                // When it is away nothing of it remains.
                let _ = runtime.delete(name);
                let _ = taken(&printed);
                runtime.create("user.c", USER).unwrap_or_else(|error| panic!("{mode}, {text}: {error}"));
                assert_eq!(call(&mut runtime, "use", 5).ok(), Some(5), "{mode}, {text}");
                assert_eq!(taken(&printed), "ab 5\n", "{mode}, {text}");
                // Behind the library's back.
                let late = runtime.create("late.c", text);
                assert!(matches!(late, Ok(()) | Err(Error::Compile(_) | Error::Link(_))), "{name}: {late:?}");
                assert_eq!(call(&mut runtime, "use", 6).ok(), Some(6), "{mode}, {text}");
                assert_eq!(taken(&printed), "ab 6\n", "{mode}, {text}");
                let _ = runtime.delete(name);
                assert_eq!(call(&mut runtime, "use", 7).map_err(|e| e.to_string()), Ok(7), "{mode}, {text}");
                assert_eq!(taken(&printed), "ab 7\n", "{mode}, {text}");
            }
        }
    });
}

/// A plugin that has itself compiled, with names of the library, while it uses them.
#[test]
fn plugins_that_create_plugins_of_the_librarys_names() {
    let source = "
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        int test(int x) {
            static const char *texts[] = {
                \"void *malloc(unsigned n) { return (void *)n; }\",
                \"int printf; int puts(const char *s) { return printf; }\",
                \"#include <stdio.h>\\nint more(int x) { return printf(\\\"more %d\\\", x); }\",
                \"char __plug_stdout[8];\",
                \"int __plug_write(int fd, void *p, unsigned n) { return -1; }\",
                \"int test(int x) { return 1; }\",
                \"int broken(\",
            };
            int (*more)(int);
            char *text = malloc(100);
            int made = create(\"made.c\", texts[x]);
            strcpy(text, texts[x]);
            printf(\"%d\", made);
            if ((more = lookup(\"more\"))) more(x);
            delete(\"malloc\"); delete(\"printf\"); delete(\"puts\"); delete(\"__plug_stdout\"); delete(\"__plug_write\");
            delete(\"more\");
            puts(text);
            free(text);
            return made;
        }";
    attack(source, &(0..7).collect::<Vec<_>>(), |x, result| match (x, result) {
        (5, Ok(-2)) | (6, Ok(-1)) => true,
        (0..=4, Ok(made)) => matches!(made, 0 | -2),
        _ => false,
    });
}
