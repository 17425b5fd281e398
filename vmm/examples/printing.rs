//! A plugin that prints by `<stdio.h>`, into a string of the host's; what it reads is the host's as well.

use std::io::{Cursor, Read as _};
use std::sync::{Arc, Mutex};

use plugvisor::{CallError, Engine, Runtime};

const PLUGIN: &str = r#"
    #include <stdio.h>
    #include <stdlib.h>

    void report(void) {
        char name[32];
        double price;
        int n = 0;
        while (scanf("%31s %lf", name, &price) == 2)
            printf("%3d. %-8s %8.2f\n", ++n, name, price);
        if (n < 3) {
            fprintf(stderr, "only %d lines\n", n);
            exit(1);
        }
    }"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder().allow_interp_fallback(true).build();
    let mode = std::env::var("PLUGVISOR_MODE").unwrap_or_else(|_| "auto".into()).parse()?;
    let printed = Arc::new(Mutex::new(String::new()));
    let page = printed.clone();
    let input = Mutex::new(Cursor::new("tea 2.5\ncoffee 3.25\n"));

    let mut runtime = Runtime::builder(&engine)
        .mode(mode)
        // Printing costs no exit: the host takes the text out when it hears of the plugin the next time.
        .stdout(move |bytes: &[u8]| page.lock().unwrap().push_str(&String::from_utf8_lossy(bytes)))
        .stderr(|bytes: &[u8]| eprint!("plugin complains: {}", String::from_utf8_lossy(bytes)))
        .stdin(move |into| input.lock().unwrap().read(into))
        .build()?;
    runtime.create("report.c", PLUGIN)?;

    match runtime.func::<(), ()>("report")?.call(&mut runtime, ()) {
        Err(CallError::Exit { status }) => println!("the plugin ended with {status}"),
        outcome => outcome?,
    }
    print!("{}", printed.lock().unwrap());
    Ok(())
}
