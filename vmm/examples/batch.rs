//! A plugin called for each element of an array, in one crossing of the wall for all of them.

use plugvisor::{Engine, Runtime};

const PRICING: &str = "
    struct order { short quantity; int cents; };
    int price(short quantity, int cents) {
        int total = quantity * cents;
        return quantity >= 100 ? total - total / 10 : total;
    }
    int per_item(short quantity, int cents) { return cents / quantity; }";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let engine = Engine::builder().allow_interp_fallback(true).build();
    let mode = std::env::var("PLUGVISOR_MODE").unwrap_or_else(|_| "auto".into()).parse()?;
    let mut runtime = Runtime::builder(&engine).mode(mode).build()?;
    runtime.create("pricing.c", PRICING)?;
    let price = runtime.func::<(i32, i32), i32>("price")?;
    let orders = [(3, 250), (100, 40), (7, 1999), (250, 12)];

    // From any iterator: the arguments are copied into the guest, many at a time.
    println!("prices:   {:?}", price.call_many(&mut runtime, orders)?);

    // Without copies: the elements lie in memory that host and plugins share, each one as the C struct of the
    // parameters. Here that is what `struct order` is: 2 bytes, 2 of padding, 4 bytes.
    let bytes: Vec<u8> = orders
        .iter()
        .flat_map(|&(quantity, cents): &(i32, i32)| [(quantity as i16 as u32).to_le_bytes(), cents.to_le_bytes()])
        .flatten()
        .collect();
    let (input, output) = (runtime.alloc_from(&bytes)?, runtime.alloc(16)?);
    price.map(&mut runtime, &input, &output, 4)?;
    let prices: Vec<i32> = runtime.bytes(&output).as_chunks().0.iter().map(|&word| i32::from_le_bytes(word)).collect();
    println!("the same: {prices:?}");

    // What was finished before an element failed is kept.
    let per_item = runtime.func::<(i32, i32), i32>("per_item")?;
    let error = per_item.call_many(&mut runtime, [(3, 250), (2, 40), (0, 1999), (5, 12)]).unwrap_err();
    println!("element {} failed after {:?}:\n{}", error.done(), error.results, error.source);
    Ok(())
}
