//! The C library's members are linked when something needs them, and never otherwise.

use std::sync::Arc;

use linker::object::Linkage;
use plugvisor::{Engine, Error, LinkError, Mode, Module, Ptr, Runtime, Symbol};
use plugvisor_tests::for_each_mode;

fn runtime(engine: &Engine, mode: Mode) -> Runtime {
    Runtime::builder(engine).mode(mode).memory(2 << 20).stack(64 << 10).build().unwrap()
}

fn call(runtime: &mut Runtime, name: &str) -> i32 {
    runtime.func::<(), i32>(name).unwrap().call(runtime, ()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

const USER: &str = "unsigned strlen(const char *s); int f(void) { return strlen(\"four\"); }";

#[test]
fn what_is_used_is_there_and_nothing_else() {
    for_each_mode(|engine, mode| {
        let mut runtime = runtime(engine, mode);
        let before = runtime.names();
        assert_eq!(before, ["create", "delete", "lookup"], "{mode}");
        runtime.create("none.c", "int none(void) { return 1; }").unwrap();
        assert_eq!(runtime.names().len(), 4, "{mode}");
        runtime.create("user.c", USER).unwrap();
        assert_eq!(call(&mut runtime, "f"), 4, "{mode}");
        assert_eq!(runtime.names(), ["create", "delete", "f", "lookup", "none", "strlen"], "{mode}");
        assert!(runtime.unresolved().is_empty(), "{mode}");
        assert!(matches!(runtime.lookup("strlen"), Some(Symbol::Function { builtin: true, .. })), "{mode}");
        // What is no function of the library is missing, as ever.
        runtime.create("missing.c", "int nobody(int x); int g(void) { return nobody(1); }").unwrap();
        assert_eq!(runtime.unresolved(), ["nobody"], "{mode}");
    });
}

#[test]
fn members_bring_what_they_need() {
    for_each_mode(|engine, mode| {
        let mut runtime = runtime(engine, mode);
        let source = "
            void *memmove(void *to, const void *from, unsigned n);
            char text[8] = \"abcdef\";
            int f(void) { memmove(text + 1, text, 3); return text[3]; }";
        runtime.create("user.c", source).unwrap();
        assert_eq!(call(&mut runtime, "f"), i32::from(b'c'), "{mode}");
    });
}

#[test]
fn modules_compiled_ahead_get_them_too() {
    for_each_mode(|engine, mode| {
        let module = engine.compile("user.c", USER).unwrap();
        for _ in 0..2 {
            let mut runtime = runtime(engine, mode);
            runtime.link(&module).unwrap();
            assert_eq!(call(&mut runtime, "f"), 4, "{mode}");
        }
        // So do groups, plugins that plugins create, and replacements.
        let other = engine.compile("other.c", "int f(void); int g(void) { return f() + 1; }").unwrap();
        let mut runtime = runtime(engine, mode);
        runtime.link_all(&[&other, &module]).unwrap();
        assert_eq!(call(&mut runtime, "g"), 5, "{mode}");
        runtime.replace("f.c", "int abs(int x); int f(void) { return abs(-8); }").unwrap();
        assert_eq!(call(&mut runtime, "g"), 9, "{mode}");
        let source = r#"int made(void) {
            return create("c.c", "int memcmp(const void *a, const void *b, unsigned n); \
                                  int h(void) { return memcmp(\"ab\", \"ac\", 2) < 0; }");
        }"#;
        runtime.create("maker.c", source).unwrap();
        assert_eq!(call(&mut runtime, "made"), 0, "{mode}");
        assert_eq!(call(&mut runtime, "h"), 1, "{mode}");
    });
}

/// Formatting floating-point numbers is most of `printf`, and of no use where nobody passes any.
#[test]
fn floats_are_formatted_where_there_are_some() {
    let plain = "
        #include <stdarg.h>
        #include <stdio.h>
        #include <string.h>
        char text[40];
        static int form(const char *format, va_list args) { return vsprintf(text, format, args); }
        int (*const former)(const char *, va_list) = form;
        int plain(void) { return sprintf(text, \"%d%% %s\", 7, \"ever\"); }
        int is(const char *what) { return strcmp(text, what) == 0; }";
    let passes = "
        #include <stdarg.h>
        extern int (*const former)(const char *, va_list);
        int is(const char *what);
        static int pass(const char *format, ...) {
            va_list args;
            va_start(args, format);
            return former(format, args);
        }
        int passes(void) {
            char format[] = \"%?\";
            format[1] = 'g';
            return pass(format, 2.5) == 3 && is(\"2.5\");
        }";
    let has = |runtime: &Runtime| runtime.lookup(clib::LAZY.1).is_some();
    for_each_mode(|engine, mode| {
        let mut both = runtime(engine, mode);
        both.create("plain.c", plain).unwrap();
        assert!(both.lookup(clib::LAZY.0).is_some() && !has(&both), "{mode}");
        assert_eq!(call(&mut both, "plain"), 7, "{mode}");
        assert!(both.unresolved().is_empty(), "{mode}");
        both.create("passes.c", passes).unwrap();
        assert!(has(&both), "{mode}");
        // The other way round, together, and by the format alone.
        let mut all = runtime(engine, mode);
        all.create("first.c", "int of(int n, ...) { return n; } int first(void) { return of(1, 1.0); }").unwrap();
        assert!(!has(&all), "{mode}: nothing formats");
        all.create("plain.c", plain).unwrap();
        assert!(has(&all), "{mode}");
        let [plain, passes] = [plain, passes].map(|text| engine.compile("text.c", text).unwrap());
        let mut group = runtime(engine, mode);
        group.link_all(&[&passes, &plain]).unwrap();
        assert!(has(&group), "{mode}");
        let mut format = runtime(engine, mode);
        format.create("f.c", "#include <stdio.h>\nint f(void) { return printf(\"%5.2f\"); }").unwrap();
        assert!(has(&format), "{mode}");
        if mode != Mode::Segmented {
            for runtime in [&mut both, &mut group] {
                assert_eq!(call(runtime, "passes"), 1, "{mode}");
            }
        }
    });
}

#[test]
fn a_plugin_may_define_what_the_library_has() {
    for_each_mode(|engine, mode| {
        let own = "unsigned strlen(const char *s) { return 42; }";
        // Before the library's is there, in the same text, and after it.
        let mut runtime = runtime(engine, mode);
        runtime.create("own.c", own).unwrap();
        runtime.create("user.c", USER).unwrap();
        assert_eq!(call(&mut runtime, "f"), 42, "{mode}");
        assert!(!matches!(runtime.lookup("strlen"), Some(Symbol::Function { builtin: true, .. })), "{mode}");

        let mut runtime = crate::runtime(engine, mode);
        runtime.create("both.c", &format!("{own} int f(void) {{ return strlen(\"four\"); }}")).unwrap();
        assert_eq!(call(&mut runtime, "f"), 42, "{mode}");

        let mut runtime = crate::runtime(engine, mode);
        runtime.create("user.c", USER).unwrap();
        runtime.create("own.c", own).unwrap();
        assert_eq!(call(&mut runtime, "f"), 4, "{mode}: linked to the library's");
        runtime.create("later.c", &USER.replace("int f", "int later")).unwrap();
        assert_eq!(call(&mut runtime, "later"), 42, "{mode}: linked to the plugin's");
        assert!(!matches!(runtime.lookup("strlen"), Some(Symbol::Function { builtin: true, .. })), "{mode}");
        // The plugin's can be replaced and deleted, the library's can not.
        runtime.replace("own.c", "unsigned strlen(const char *s) { return 43; }").unwrap();
        assert_eq!(call(&mut runtime, "later"), 43, "{mode}");
        runtime.delete("strlen").unwrap();
        let error = runtime.delete("strlen").unwrap_err();
        assert!(matches!(&error, Error::Link(e) if matches!(**e, LinkError::Builtin { .. })), "{mode}: {error}");
        assert_eq!(call(&mut runtime, "f"), 4, "{mode}");
        // Another type, another kind: it is the plugin's name.
        runtime.create("other.c", "int strlen = 7; int g(void) { return strlen; }").unwrap_err();
        runtime.delete("later").unwrap();
        runtime.create("other.c", "int strlen = 7; int g(void) { return strlen; }").unwrap();
        assert_eq!((call(&mut runtime, "f"), call(&mut runtime, "g")), (4, 7), "{mode}");
    });
}

#[test]
fn members_keep_their_own_functions() {
    for_each_mode(|engine, mode| {
        let mut runtime = runtime(engine, mode);
        // `memmove` of the library calls `memcpy`, which the plugin has, too.
        let source = "
            void *memcpy(void *to, const void *from, unsigned n) { return 0; }
            void *memmove(void *to, const void *from, unsigned n);
            char text[8] = \"abcdef\";
            int f(void) { memmove(text, text + 3, 3); return text[0]; }";
        runtime.create("user.c", source).unwrap();
        assert_eq!(call(&mut runtime, "f"), i32::from(b'd'), "{mode}");
    });
}

#[test]
fn a_function_of_the_library_has_its_type() {
    for_each_mode(|engine, mode| {
        let mut runtime = runtime(engine, mode);
        let before = (runtime.names(), runtime.unresolved());
        for wrong in [
            "double strlen(const char *s); double f(void) { return strlen(\"x\"); }",
            "unsigned strlen(void); int f(void) { return strlen(); }",
            "extern int strlen; int f(void) { return strlen; }",
        ] {
            let error = runtime.create("wrong.c", wrong).unwrap_err();
            assert!(matches!(error, Error::Link(_)), "{mode}: {error}");
            // All or nothing: what the group asked for is not there.
            assert_eq!((runtime.names(), runtime.unresolved()), before, "{mode}");
        }
        runtime.create("user.c", USER).unwrap();
        assert_eq!(call(&mut runtime, "f"), 4, "{mode}");
    });
}

#[test]
fn pointers_to_a_function_are_equal() {
    for_each_mode(|engine, mode| {
        let mut runtime = runtime(engine, mode);
        let source = "unsigned strlen(const char *s); unsigned (*p)(const char *) = strlen;
            int f(void) { return p == strlen && p == lookup(\"strlen\") && p(\"four\") == 4; }";
        runtime.create("user.c", source).unwrap();
        assert_eq!(call(&mut runtime, "f"), 1, "{mode}");
        let symbol = runtime.lookup("strlen").unwrap().address();
        let p = runtime.lookup("p").unwrap().address();
        let mut word = [0; 4];
        runtime.read(p, &mut word).unwrap();
        assert_eq!(Ptr(u32::from_le_bytes(word)), symbol, "{mode}");
    });
}

/// A plugin's object that says it defines or needs odd names gets no more than any other.
#[test]
fn forged_objects_take_nothing_from_the_library() {
    for_each_mode(|engine, mode| {
        let mut runtime = runtime(engine, mode);
        runtime.create("user.c", USER).unwrap();
        let module = engine.compile("own.c", "unsigned strlen(const char *s) { return 42; }").unwrap();
        if mode != Mode::Interp {
            let object = module.object(runtime.isa()).unwrap().clone();
            let mut forged = object.clone();
            forged.symbols.iter_mut().filter(|symbol| symbol.linkage == Linkage::Export).for_each(|symbol| {
                symbol.name = "strlen@library".to_owned();
            });
            runtime.link(&Module::from_object(forged)).unwrap();
            runtime.link(&Module::from_object(object)).unwrap();
        }
        assert_eq!(call(&mut runtime, "f"), 4, "{mode}");
    });
}

#[test]
fn members_import_only_what_the_library_or_the_host_has() {
    for member in clib::members() {
        for isa in [guest_abi::Isa::Amd64, guest_abi::Isa::Ia32, guest_abi::Isa::Portable] {
            let compiled = member.object(isa).unwrap_or_else(|| panic!("{} for {isa:?}", member.name()));
            assert_eq!((compiled.object.isa, compiled.ir.is_some()), (isa, isa == guest_abi::Isa::Portable));
            for symbol in compiled.object.symbols.iter().filter(|symbol| symbol.linkage == Linkage::Import) {
                let known = clib::find(&symbol.name).is_some() || symbol.name.starts_with("__plug_");
                assert!(known, "{}: `{}` is defined nowhere", member.name(), symbol.name);
            }
        }
        // The same object each time.
        let [a, b] = [(); 2].map(|()| member.object(guest_abi::Isa::Amd64).unwrap().object.clone());
        assert!(Arc::ptr_eq(&a, &b));
    }
}

#[test]
fn every_name_is_found_where_the_index_says() {
    for export in clib::exports() {
        let member = clib::member(export.member).unwrap();
        let object = &member.object(guest_abi::Isa::Amd64).unwrap().object;
        let symbol = object.symbols.iter().find(|symbol| symbol.name == export.name).unwrap();
        assert_eq!(symbol.linkage, Linkage::Export, "{}", export.name);
        assert!(std::ptr::eq(clib::find(export.name).unwrap(), export));
        assert!(export.name.starts_with("__") || export.header.is_some(), "no header declares `{}`", export.name);
    }
    assert!(clib::find("no_such_function").is_none());
    assert_eq!(clib::header_of("NULL"), Some("stddef.h"));
    assert_eq!(clib::header_of("size_t"), Some("stddef.h"));
    assert_eq!(clib::header_of("nothing"), None);
}
