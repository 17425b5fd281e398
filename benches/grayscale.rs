//! How fast compiled plugins run: grayscale over a 1024x1024 image, beside the same file from the C compiler.

use std::path::PathBuf;

use criterion::{Criterion, Throughput};
use plugvisor::{Engine, Mode, Ptr, Runtime};
use plugvisor_benches::rivals::compiled::{Rival, scratch};
use plugvisor_benches::summary::Summary;

/// The plugin that everybody compiles.
pub(crate) const PLUGIN: &str = include_str!("../tests/plugins/grayscale.c");

const SIDE: usize = 1024;
const PIXELS: f64 = (SIDE * SIDE) as f64;
/// `segmented` is interpreted on some hosts: a smaller image there.
const SMALL_SIDE: usize = 16;

/// Where it lies, for rivals.
pub(crate) fn plugin_path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/plugins/grayscale.c")
}

/// A P6 file with pixels that don't repeat.
fn ppm(side: usize) -> Vec<u8> {
    let mut bytes = format!("P6\n{side} {side}\n255\n").into_bytes();
    let mut state = 1u32;
    bytes.extend((0..3 * side * side).map(|_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    }));
    bytes
}

pub(crate) fn run(criterion: &mut Criterion, summary: &mut Summary) {
    let mut group = criterion.benchmark_group("grayscale");
    let image = ppm(SIDE);
    let file = scratch().join("image.ppm");
    std::fs::write(&file, &image).expect("the temporary folder is writable");
    group.throughput(Throughput::Elements(PIXELS as u64));
    let include = plugin_path().display().to_string();
    for level in ["-O0", "-O2"] {
        let id = format!("cc {level}");
        let name = format!("grayscale{level}");
        match Rival::build(&name, "grayscale.c", &[level, "-w", "-include", &include], &file) {
            Ok(rival) => {
                group.bench_function(&id, |b| b.iter_custom(|rounds| rival.run(rounds)));
                summary.row(format!("grayscale 1024x1024, {id}"), format!("grayscale/{id}"));
                summary.per(PIXELS, "/pixel");
            }
            Err(why) => summary.remark(format!("{id}: {why}")),
        }
    }
    let engine = Engine::new();
    for (mode, side) in [(Mode::Long, SIDE), (Mode::Interp, 128), (Mode::Segmented, SMALL_SIDE)] {
        let image = ppm(side);
        let pixels = (side * side) as f64;
        let Ok(mut runtime) = Runtime::builder(&engine).mode(mode).build() else {
            summary.remark(format!("grayscale in {mode}: it does not run here"));
            continue;
        };
        runtime.create("grayscale.c", PLUGIN).unwrap();
        let grayscale = runtime.func::<(Ptr, Ptr, i32, i32, Ptr), i32>("grayscale").unwrap();
        let source = runtime.alloc_from(&image).unwrap();
        let target = runtime.alloc(image.len() as u32 + 64).unwrap();
        let state = runtime.alloc(64).unwrap();
        let id = format!("{mode}");
        group.throughput(Throughput::Elements(pixels as u64));
        group.bench_function(&id, |b| {
            b.iter(|| {
                runtime.bytes_mut(&state).fill(0);
                let args = (source.ptr(), target.ptr(), 0, image.len() as i32, state.ptr());
                assert!(grayscale.call(&mut runtime, args).unwrap() > 0);
            });
        });
        if side == SIDE {
            summary.beside(
                format!("grayscale {side}x{side}, {mode}"),
                format!("grayscale/{id}"),
                "cc -O2",
                "grayscale/cc -O2",
            );
        } else {
            summary.row(format!("grayscale {side}x{side}, {mode}, upcall included"), format!("grayscale/{id}"));
        }
        summary.per(pixels, "/pixel");
    }
    group.finish();
}
