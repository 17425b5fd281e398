//! Keeping host and guest busy at once: calls go into a ring, and their completions come back in order.
//!
//! Here the host hashes what a plugin has transformed while the plugin works on the next blocks.

use plugvisor::{Engine, Ptr, Runtime};

/// A plugin that turns a block round and inverts it.
const SOURCE: &str = "
    int transform(unsigned char *block, int len) {
        int i;
        for (i = 0; i < len / 2; i++) {
            unsigned char c = ~block[i];
            block[i] = ~block[len - 1 - i];
            block[len - 1 - i] = c;
        }
        return len;
    }
";
const BLOCK: usize = 512;
const DEPTH: usize = 16;
const BLOCKS: u64 = 200;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder().allow_interp_fallback(true).build();
    let mut runtime = Runtime::builder(&engine).build()?;
    runtime.create("transform.c", SOURCE)?;
    let transform = runtime.func::<(Ptr, i32), i32>("transform")?;
    let buffers = (0..DEPTH).map(|_| runtime.alloc(BLOCK as u32)).collect::<Result<Vec<_>, _>>()?;

    let mut ring = runtime.ring(DEPTH)?;
    let (mut next, mut hash) = (0, 0xcbf2_9ce4_8422_2325u64);
    loop {
        // Fill the ring, and let the guest see all of it at once.
        while next < BLOCKS && !ring.is_full() {
            let block = buffers[next as usize % DEPTH].ptr();
            ring.write(block, &[next as u8; BLOCK])?;
            ring.push(&transform, (block, BLOCK as i32), next)?;
            next += 1;
        }
        ring.submit();
        // The guest goes on with the others while the host works on this one.
        let Some(done) = ring.wait() else { break };
        let mut bytes = [0; BLOCK];
        ring.read(buffers[done.tag as usize % DEPTH].ptr(), &mut bytes)?;
        done.value::<i32>()?;
        // FNV-1a
        hash = bytes.iter().fold(hash, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    }
    println!("{BLOCKS} blocks, hash {hash:#018x}");
    Ok(())
}
