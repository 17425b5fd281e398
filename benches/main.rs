//! All benchmarks: `cargo bench`, or `cargo bench -- FILTER` for some of them. Tables close the run.

mod compile;
mod create;
mod grayscale;
mod growth;
mod kernels;
mod library;
mod own;
mod passes;
mod process;
mod specialise;
mod upcall;

use std::time::Duration;

use criterion::Criterion;
use plugvisor_benches::summary::Summary;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(1))
        .sample_size(30)
        .configure_from_args();
    let mut summary = Summary::default();
    upcall::run(&mut criterion, &mut summary);
    compile::link(&mut criterion, &mut summary);
    grayscale::run(&mut criterion, &mut summary);
    library::run(&mut criterion, &mut summary);
    create::run(&mut criterion, &mut summary);
    specialise::run(&mut criterion, &mut summary);
    process::run(&mut criterion, &mut summary);
    criterion.final_summary();
    summary.print();
    let own = own::Own::from_args();
    compile::run(&own);
    growth::run(&own);
    kernels::run(&own);
    passes::run(&own);
}
