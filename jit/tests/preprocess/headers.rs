//! `#include`, definitions of the command line, predefined macros.

use jit::{Header, Headers, Options, check, compile, preprocess};
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

/// Headers in memory; counts how often one is asked for.
#[derive(Debug, Default)]
struct Memory {
    files: Vec<(&'static str, String)>,
    opened: AtomicUsize,
}

impl Headers for Memory {
    fn open(&self, name: &str, _: bool, _: &str) -> Option<Header> {
        self.opened.fetch_add(1, Ordering::Relaxed);
        let (name, text) = self.files.iter().find(|(known, _)| *known == name)?;
        Some(Header { name: (*name).to_owned(), text: Cow::Owned(text.clone()) })
    }
}

fn with(files: &[(&'static str, &str)]) -> Options {
    let files = files.iter().map(|&(name, text)| (name, text.to_owned())).collect();
    Options { headers: Some(Arc::new(Memory { files, ..Memory::default() })), ..Options::default() }
}

fn words(source: &str, options: &Options) -> String {
    let text = preprocess("main.c", source, options, false).unwrap_or_else(|errors| panic!("{errors}"));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn guards_and_once() {
    let options = with(&[
        ("guard.h", "/* c */\n#ifndef G\n#define G\nguard\n#endif // G\n"),
        ("late.h", "late\n#ifndef L\n#define L\ninside\n#endif\n"),
        ("else.h", "#ifndef E\n#define E\nfirst\n#else\nagain\n#endif\n"),
        ("once.h", "#pragma once\nonce\n"),
        ("many.h", "many"),
    ]);
    let twice = |name: &str| words(&format!("#include <{name}>\n#include \"{name}\"\nx"), &options);
    assert_eq!(twice("guard.h"), "guard x");
    assert_eq!(twice("late.h"), "late inside late x");
    assert_eq!(twice("else.h"), "first again x");
    assert_eq!(twice("once.h"), "once x");
    assert_eq!(twice("many.h"), "many many x");
    // The guard is asked for its macro each time.
    assert_eq!(words("#include <guard.h>\n#undef G\n#include <guard.h>\n", &options), "guard guard");
}

#[test]
fn places_and_names_of_files() {
    let options = with(&[
        ("a.h", "__FILE__ __LINE__ __INCLUDE_LEVEL__\n#include <b.h>\n__LINE__\n"),
        ("b.h", "\n__FILE__ __LINE__ __INCLUDE_LEVEL__ __BASE_FILE__"),
    ]);
    let text = words("#define H <a.h>\n#include H\n__FILE__ __LINE__ __INCLUDE_LEVEL__", &options);
    assert_eq!(text, "\"a.h\" 1 1 \"b.h\" 2 2 \"main.c\" 3 \"main.c\" 3 0");
}

#[test]
fn a_macro_may_be_called_across_what_it_includes() {
    let options = with(&[("f.h", "#define F(x) <x>\nF"), ("empty.h", "")]);
    assert_eq!(words("#include \"f.h\"\n(1)\nF\n(2)", &options), "F (1) <2>");
    assert_eq!(words("#include <empty.h>", &options), "");
}

#[test]
fn definitions_of_the_command_line() {
    let defines =
        vec![("A".into(), "1 + 2".into()), ("F(x)".into(), "<x>".into()), ("__STDC_VERSION__".into(), "7".into())];
    let undefs = vec!["__PLUGVISOR__".into(), "A".into(), "UNKNOWN".into()];
    let mut options = Options { defines, ..Options::default() };
    assert_eq!(words("A F(3) __LINE__", &options), "1 + 2 <3> 1");
    options.undefs = undefs;
    assert_eq!(words("A __PLUGVISOR__ F(3)", &options), "A __PLUGVISOR__ <3>");
    options.defines.push(("(".into(), String::new()));
    let text = check("main.c", "int x;", &options).to_string();
    assert!(text.contains("<command line>:4"), "{text}");
}

#[test]
fn date_and_time() {
    let at = |seconds| Options { time: Some(UNIX_EPOCH + Duration::from_secs(seconds)), ..Options::default() };
    assert_eq!(words("__DATE__ __TIME__", &at(0)), "\"Jan 1 1970\" \"00:00:00\"");
    let text = preprocess("a.c", "__DATE__", &at(0), false).expect("nothing is wrong");
    assert_eq!(text, "\"Jan  1 1970\"\n");
    assert_eq!(words("__DATE__ __TIME__", &at(951_827_696)), "\"Feb 29 2000\" \"12:34:56\"");
    assert_eq!(words("__DATE__ __TIME__", &at(4_107_542_399)), "\"Feb 28 2100\" \"23:59:59\"");
}

#[test]
fn code_of_headers_has_places_in_them() {
    let options = with(&[("inc.h", "\nstatic int inc(int x) { return x + 1; }\n")]);
    let unit = compile("main.c", "#include <inc.h>\nint f(int x) { return inc(x); }", &options);
    let unit = unit.unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(unit.object.files, ["main.c", "inc.h"]);
    let inc = unit.object.symbols.iter().find(|s| s.name == "inc").expect("it is used");
    assert_eq!((inc.loc.file, inc.loc.line), (1, 2));
}

#[test]
fn the_data_model() {
    let test = "
        #if __SIZEOF_POINTER__ != 4 || __SIZEOF_LONG__ != 4 || __SIZEOF_LONG_LONG__ != 8 || __SIZEOF_WCHAR_T__ != 4
        #error sizes
        #endif
        #if __INT_MAX__ != 2147483647 || __LONG_LONG_MAX__ != 9223372036854775807 || __CHAR_BIT__ != 8
        #error limits
        #endif
        #if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__ || !defined __ILP32__ || defined __GNUC__ || !__STDC_HOSTED__
        #error machine
        #endif
        #if __STDC__ != 1 || __STDC_VERSION__ != 199901L || __PLUGVISOR__ != 1
        #error language
        #endif
        __SIZE_TYPE__ a; __PTRDIFF_TYPE__ b; __INT64_TYPE__ c = __INT64_MAX__; __UINTPTR_TYPE__ d = __UINTPTR_MAX__;
        double e = __DBL_MAX__; float f = __FLT_MIN__; __WCHAR_TYPE__ g = __WCHAR_MAX__;
        int h[sizeof a == 4 && sizeof c == 8 && sizeof g == 4 ? 1 : -1];
    ";
    let messages = check("main.c", test, &Options::default());
    assert!(messages.is_empty(), "{messages}");
}

#[test]
fn a_header_is_read_once() {
    let memory = Arc::new(Memory { files: vec![("a.h", "int a;\n".repeat(3))], ..Memory::default() });
    let options = Options { headers: Some(memory.clone()), ..Options::default() };
    words(&"#include <a.h>\n".repeat(50), &options);
    assert_eq!(memory.opened.load(Ordering::Relaxed), 1);
}

#[test]
fn pragma_pack() {
    let source = "
        #pragma pack(push, 1)
        struct packed { char a; int b; short c; long long d; };
        #pragma pack(2)
        struct two { char a; int b; short c; long long d; };
        #pragma pack(pop)
        struct natural { char a; int b; short c; long long d; };
        #pragma pack(push)
        #pragma pack()
        #pragma pack(pop, name)
        int sizes[sizeof(struct packed) == 15 && sizeof(struct two) == 16 && sizeof(struct natural) == 24 ? 1 : -1];
        char at[__builtin_offsetof(struct packed, d) == 7 && __builtin_offsetof(struct two, b) == 2 ? 1 : -1];
    ";
    let messages = check("main.c", source, &Options::default());
    assert!(messages.is_empty(), "{messages}");
}
