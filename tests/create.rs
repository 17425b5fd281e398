//! create, lookup, delete and replace: from the host and from inside plugins.

use plugvisor::{CallError, Caller, Error, Ptr, Runtime, TrapKind, Value};
use plugvisor_tests::{for_each_mode, runtime_with};

const INT: fn(i32) -> Option<Value> = |value| Some(Value::I32(value));

#[test]
fn a_fresh_runtime_has_exactly_three_names() {
    for_each_mode(|engine, mode| {
        let r = Runtime::builder(engine).mode(mode).build().unwrap();
        assert_eq!(r.names(), ["create", "delete", "lookup"]);
        assert!(r.unresolved().is_empty());
    });
}

#[test]
fn a_plugin_compiles_and_calls_another() {
    for_each_mode(|engine, mode| {
        let source = r#"
            int made(int);
            int f(int x) {
                if (create("made.c", "int made(int x) { return x * 3; }") != 0) return -1;
                return made(x);
            }
            int through_pointer(int x) {
                int (*p)(int) = (int (*)(int))lookup("made");
                return p ? p(x) : -1;
            }
            int remove(void) { return delete("made"); }
            int gone(void) { return lookup("made") == 0; }"#;
        let mut r = runtime_with(engine, mode, source);
        assert_eq!(r.call("gone", &[]).unwrap(), INT(1));
        assert_eq!(r.call("f", &[Value::I32(14)]).unwrap(), INT(42), "{mode}");
        assert_eq!(r.call("through_pointer", &[Value::I32(5)]).unwrap(), INT(15), "{mode}");
        assert_eq!(r.call("made", &[Value::I32(2)]).unwrap(), INT(6), "the host sees it too");
        assert_eq!(r.call("f", &[Value::I32(1)]).unwrap(), INT(-1), "the name is taken");
        assert!(matches!(r.take_create_error(), Some(Error::Link(_))));
        assert_eq!(r.call("remove", &[]).unwrap(), INT(0));
        assert_eq!(r.call("remove", &[]).unwrap(), INT(-1));
        assert_eq!(r.call("gone", &[]).unwrap(), INT(1));
        assert_eq!(r.call("f", &[Value::I32(2)]).unwrap(), INT(6), "and can be made again");
    });
}

#[test]
fn errors_of_create_are_codes_for_the_plugin_and_texts_for_the_host() {
    for_each_mode(|engine, mode| {
        let source = r#"
            int broken(void) { return create("x.c", "int x( {"); }
            int taken(void) { return create("x.c", "int taken(void) { return 1; }"); }
            int core(void) { return delete("create"); }
            int wild(void) { return create((char *)4, "int x;"); }"#;
        let mut r = runtime_with(engine, mode, source);
        assert_eq!(r.call("broken", &[]).unwrap(), INT(-1));
        let error = r.take_create_error().unwrap();
        assert!(error.to_string().contains("x.c:1:"), "{error}");
        assert!(r.take_create_error().is_none());
        assert_eq!(r.call("taken", &[]).unwrap(), INT(-2));
        assert_eq!(r.call("core", &[]).unwrap(), INT(-1));
        let error = r.call("wild", &[]).unwrap_err();
        assert!(matches!(error.downcast_ref::<Error>(), Some(Error::Bounds { address: 4, .. })), "{error}");
        assert_eq!(r.call("core", &[]).unwrap(), INT(-1));
    });
}

#[test]
fn a_plugin_deletes_itself_while_it_runs() {
    for_each_mode(|engine, mode| {
        let source = r#"
            int helper(int x) { return x + 1; }
            int suicide(int x) {
                int y = helper(x);
                if (delete("suicide") != 0 || delete("helper") != 0) return -1;
                create("other.c", "int other(int x) { return x - 1; } int filler[1000];");
                return y * 2;
            }"#;
        let mut r = runtime_with(engine, mode, source);
        assert_eq!(r.call("suicide", &[Value::I32(20)]).unwrap(), INT(42), "{mode}: it came to its end");
        assert!(matches!(r.call("suicide", &[Value::I32(1)]), Err(CallError::Setup(Error::NotFound { .. }))));
        assert_eq!(r.call("other", &[Value::I32(1)]).unwrap(), INT(0));
    });
}

#[test]
fn calls_to_deleted_functions_name_them() {
    for_each_mode(|engine, mode| {
        let mut r = runtime_with(engine, mode, "int f(int x) { return x; }");
        r.create("user.c", "int f(int); int g(int x) {\n  return f(x);\n}").unwrap();
        assert_eq!(r.call("g", &[Value::I32(3)]).unwrap(), INT(3));
        r.delete("f").unwrap();
        let error = r.call("g", &[Value::I32(3)]).unwrap_err();
        let trap = error.trap().unwrap_or_else(|| panic!("{mode}: {error}"));
        assert_eq!(trap.kind, TrapKind::UndefinedSymbol { name: "f".into() }, "{mode}");
        assert_eq!(trap.location.as_ref().map(|location| location.line), Some(2), "{mode}: {trap}");
        assert_eq!(r.unresolved(), ["f"]);
        r.create("again.c", "int f(int x) { return x * 2; }").unwrap();
        assert_eq!(r.call("g", &[Value::I32(3)]).unwrap(), INT(6), "{mode}: whoever called f calls the new one");
    });
}

#[test]
fn handles_follow_replacement_and_report_deletion() {
    for_each_mode(|engine, mode| {
        let mut r = runtime_with(engine, mode, "int f(int x) { return x + 1; }");
        let f = r.func::<(i32,), i32>("f").unwrap();
        assert_eq!(f.call(&mut r, (1,)).unwrap(), 2);
        r.replace("f2.c", "int f(int x) { return x + 10; }").unwrap();
        assert_eq!(f.call(&mut r, (1,)).unwrap(), 11, "{mode}");
        let other_type = r.replace("f3.c", "long long f(int x) { return x; }");
        assert!(matches!(other_type, Err(Error::Link(_))), "{mode}: {other_type:?}");
        assert_eq!(f.call(&mut r, (1,)).unwrap(), 11, "{mode}");
        r.delete("f").unwrap();
        let error = f.call(&mut r, (1,)).unwrap_err();
        assert!(matches!(&error, CallError::Deleted { function } if function == "f"), "{mode}: {error}");
        r.create("f4.c", "int f(int x) { return x + 100; }").unwrap();
        assert_eq!(f.call(&mut r, (1,)).unwrap(), 101, "{mode}");
    });
}

#[test]
fn replacing_what_runs_takes_effect_at_the_next_call() {
    for_each_mode(|engine, mode| {
        let mut r = Runtime::builder(engine)
            .mode(mode)
            .builtin("swap", |caller: &mut Caller<'_>| {
                caller.replace("new.c", "int part(int x) { return x * 1000; } int whole(int x) { return -x; }")
            })
            .build()
            .unwrap();
        let source = "int part(int x) { return x; }
            int whole(int x) { int first = part(x); swap(); return first + part(x); }";
        r.create("old.c", source).unwrap();
        assert_eq!(r.call("whole", &[Value::I32(2)]).unwrap(), INT(2002), "{mode}");
        assert_eq!(r.call("whole", &[Value::I32(2)]).unwrap(), INT(-2), "{mode}");
    });
}

#[test]
fn a_lookup_finds_variables() {
    for_each_mode(|engine, mode| {
        let source = r#"int table[4] = { 3, 5, 7, 11 };
            int f(int i) { return ((int *)lookup("table"))[i]; }"#;
        let mut r = runtime_with(engine, mode, source);
        assert_eq!(r.call("f", &[Value::I32(3)]).unwrap(), INT(11), "{mode}");
        let address = r.lookup("table").unwrap().address();
        assert_ne!(address, Ptr::NULL);
        r.write(address.offset(4), &55i32.to_le_bytes()).unwrap();
        assert_eq!(r.call("f", &[Value::I32(1)]).unwrap(), INT(55), "{mode}");
    });
}

#[test]
fn space_is_used_again() {
    for_each_mode(|engine, mode| {
        let mut r = Runtime::builder(engine).mode(mode).memory(2 << 20).code_size(256 << 10).build().unwrap();
        for round in 0..100 {
            let source = format!("char big[1 << 20]; int f{round}(int x) {{ big[x] = 1; return x + {round}; }}");
            r.create("round.c", &source).unwrap_or_else(|error| panic!("{mode}: round {round}: {error}"));
            let name = format!("f{round}");
            if round % 25 == 0 {
                assert_eq!(r.call(&name, &[Value::I32(1)]).unwrap(), INT(1 + round), "{mode}");
            }
            r.delete(&name).unwrap();
            assert!(r.lookup("big").is_none(), "data goes with its plugin's last function");
        }
        assert_eq!(r.names(), ["create", "delete", "lookup"]);
    });
}

#[test]
fn many_errors_leave_nothing_behind() {
    for_each_mode(|engine, mode| {
        let mut r = Runtime::builder(engine).mode(mode).build().unwrap();
        for _ in 0..20 {
            assert!(matches!(r.create("bad.c", "int f(void) { return 1 +; }"), Err(Error::Compile(_))));
            assert!(matches!(r.create("bad.c", "extern int y; int f(void) { return y; }"), Err(Error::Link(_))));
        }
        assert_eq!(r.names(), ["create", "delete", "lookup"]);
        r.create("good.c", "int f(void) { return 1; }").unwrap();
    });
}

/// A name that a plugin made up is shown in messages, and no terminal shall obey it.
#[test]
fn names_of_plugins_are_shown_without_control_characters() {
    for_each_mode(|engine, mode| {
        let source = r#"
            int bad(void) { return create("\x1b[2Jbad\n", "int x = ;"); }
            int good(void) { return create("\x1b[2Jgood\n", "int g(int *p) { return *p; }"); }"#;
        let mut r = runtime_with(engine, mode, source);
        assert_eq!(r.call("bad", &[]).unwrap(), INT(-1), "{mode}");
        assert_eq!(r.call("good", &[]).unwrap(), INT(0), "{mode}");
        let error = r.take_create_error().unwrap().to_string();
        let trap = r.call("g", &[Value::I32(0)]).unwrap_err().to_string();
        for (text, name) in [(&error, "bad"), (&trap, "good")] {
            assert!(text.contains(name), "{mode}: {text:?}");
            assert!(!text.contains(|c: char| c.is_control() && c != '\n'), "{mode}: {text:?}");
        }
    });
}
