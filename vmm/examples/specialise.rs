//! A filter's rules become part of its code: constants that are only known at run time are folded and unrolled into it.

use plugvisor::{Engine, OptLevel, Preprocessing, Runtime};

const SOURCE: &str = "
    struct range { unsigned first, last; };
    struct range blocked[16];
    int count;

    int passes(unsigned address)
    {
        for (int i = 0; i < count; i++)
            if (address >= blocked[i].first && address <= blocked[i].last)
                return 0;
        return 1;
    }";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder().allow_interp_fallback(true).build();
    let mode = std::env::var("PLUGVISOR_MODE").unwrap_or_else(|_| "auto".into()).parse()?;
    let mut runtime = Runtime::builder(&engine).mode(mode).build()?;
    // What an administrator has configured, as it would lie in the plugin's memory.
    let blocked = [(0x0a00_0000_u32, 0x0aff_ffff_u32), (0xc0a8_0000, 0xc0a8_ffff)];
    let bytes: Vec<u8> =
        blocked.iter().flat_map(|(first, last)| [first.to_le_bytes(), last.to_le_bytes()].concat()).collect();
    let fixed = Preprocessing::new().opt_level(OptLevel::O2).bind("blocked", bytes).bind("count", blocked.len() as u32);
    runtime.create_with("filter.c", SOURCE, &fixed)?;
    let passes = runtime.func::<(u32,), i32>("passes")?;
    for address in [0x0a01_0203, 0xc0a8_0001, 0x0808_0808] {
        println!("{address:#010x}: {}", if passes.call(&mut runtime, (address,))? != 0 { "passes" } else { "blocked" });
    }
    Ok(())
}
