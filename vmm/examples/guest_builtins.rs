//! Built-ins that live in the guest: a call costs what a call between plugins costs, and nobody can take them away.

use plugvisor::{Engine, GuestLibrary, Runtime};

/// The service's own helper, compiled once for all runtimes.
const HELPERS: &str = "
    unsigned checksum(const unsigned char *bytes, unsigned len) {
        unsigned a = 1, b = 0; /* Adler-32, RFC 1950 */
        while (len--) {
            a = (a + *bytes++) % 65521;
            b = (b + a) % 65521;
        }
        return b << 16 | a;
    }";

const PLUGIN: &str = r#"
    char text[64];
    unsigned sign(void) {
        memcpy(text, "the same in every runtime", 26);
        return checksum(text, strlen(text));
    }
    int elapsed(int rounds) {
        long long start = clock_ns();
        while (rounds--) sign();
        return clock_ns() - start;
    }
    double hypotenuse(double a, double b) { return sqrt(a * a + b * b); }"#;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder().allow_interp_fallback(true).build();
    let mode = std::env::var("PLUGVISOR_MODE").unwrap_or_else(|_| "auto".into()).parse()?;
    let helpers = engine.compile("helpers.c", HELPERS)?;
    let builder = Runtime::builder(&engine)
        .mode(mode)
        .guest_builtins(&helpers)
        .guest_library(GuestLibrary::Memory)
        .guest_library(GuestLibrary::Math)
        .guest_library(GuestLibrary::Clock);

    for client in 1..=2 {
        let mut runtime = builder.build()?;
        runtime.create("plugin.c", PLUGIN)?;
        let sum = runtime.func::<(), u32>("sign")?.call(&mut runtime, ())?;
        let nanos = runtime.func::<i32, i32>("elapsed")?.call(&mut runtime, 1000)?;
        println!("client {client}: checksum {sum:#010x}, {} ns for each of 1000", nanos / 1000);
        println!("  {}", runtime.func::<(f64, f64), f64>("hypotenuse")?.call(&mut runtime, (3.0, 4.0))?);
        println!(
            "  {}",
            runtime
                .replace("mine.c", "unsigned checksum(const unsigned char *b, unsigned n) { return 0; }")
                .unwrap_err()
        );
    }
    Ok(())
}
