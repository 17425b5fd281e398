//! What it gains to bind run-time constants, and what it costs: a convolution with its kernel and a packet filter with
//! its rules, beside the same code that reads them from memory.

use criterion::Criterion;
use plugvisor::{Engine, Mode, OptLevel, Preprocessing, Ptr, Runtime, Symbol};
use plugvisor_benches::summary::Summary;

const CONVOLVE: &str = include_str!("specialised/convolve.c");
const RULES: &str = include_str!("specialised/rules.c");

const WIDTH: i32 = 512;
const HEIGHT: i32 = 512;
const PACKETS: u32 = 4096;
/// Bytes of a rule and of a packet in the plugin.
const RULE: usize = 24;
const PACKET: usize = 12;

/// A source text and the values of its variables.
struct Subject {
    name: &'static str,
    source: &'static str,
    values: Vec<(&'static str, Vec<u8>)>,
}

impl Subject {
    fn general() -> Preprocessing {
        Preprocessing::new().opt_level(OptLevel::O2)
    }

    fn bound(&self) -> Preprocessing {
        self.values.iter().fold(Self::general(), |all, (name, bytes)| all.bind(name, bytes.as_slice()))
    }

    /// A runtime with the general code, whose variables are set, and one with the code for these values.
    fn runtimes(&self, engine: &Engine) -> Option<[Runtime; 2]> {
        let builder = Runtime::builder(engine).mode(Mode::Long);
        let (mut general, mut bound) = (builder.build().ok()?, builder.build().ok()?);
        general.create_with(self.name, self.source, &Self::general()).unwrap();
        for (name, bytes) in &self.values {
            let Some(Symbol::Data { address, .. }) = general.lookup(name) else { panic!("{name} is a variable") };
            general.write(address, bytes).unwrap();
        }
        bound.create_with(self.name, self.source, &self.bound()).unwrap();
        Some([general, bound])
    }
}

fn words(words: &[i32]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Gaussian blur, which is a kernel with a common divisor.
fn convolution() -> Subject {
    let kernel = words(&[1, 2, 1, 2, 4, 2, 1, 2, 1]);
    let values = vec![("kernel", kernel), ("shift", words(&[4])), ("bias", words(&[0]))];
    let size = [("kernel_width", words(&[3])), ("kernel_height", words(&[3]))];
    Subject { name: "convolve.c", source: CONVOLVE, values: values.into_iter().chain(size).collect() }
}

/// Services of a network, by address, port and protocol.
fn rules() -> Subject {
    let ports: [u16; 12] = [22, 25, 53, 80, 110, 123, 143, 443, 587, 993, 995, 8080];
    let mut bytes = Vec::new();
    for (i, port) in (0u32..).zip(ports) {
        let address = 0xc0a8_0000 | i << 8;
        for word in [0, 0, address, 0xffff_ff00] {
            bytes.extend(u32::to_le_bytes(word));
        }
        bytes.extend(port.to_le_bytes());
        bytes.extend(port.to_le_bytes());
        bytes.extend([if i % 3 == 0 { 17 } else { 6 }, 0xff, 1 + (i % 3) as u8, 0]);
    }
    assert_eq!(bytes.len(), ports.len() * RULE);
    Subject { name: "rules.c", source: RULES, values: vec![("rules", bytes), ("count", words(&[ports.len() as i32]))] }
}

/// Packets to all of these services, and some to none.
fn packets() -> Vec<u8> {
    let mut state = 1u32;
    let mut bytes = Vec::with_capacity(PACKETS as usize * PACKET);
    for _ in 0..PACKETS {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (net, port) = (state >> 28, [22u16, 25, 53, 80, 110, 123, 143, 443][(state >> 16 & 7) as usize]);
        bytes.extend((0x0a00_0000 | state >> 12).to_le_bytes());
        bytes.extend((0xc0a8_0000 | net << 8 | 5).to_le_bytes());
        bytes.extend(port.to_le_bytes());
        bytes.extend([if net % 3 == 0 { 17 } else { 6 }, 0]);
    }
    bytes
}

pub(crate) fn run(criterion: &mut Criterion, summary: &mut Summary) {
    let engine = Engine::new();
    let mut group = criterion.benchmark_group("specialise");
    let convolution = convolution();
    let image: Vec<u8> = (0..WIDTH * HEIGHT).map(|i| (i * 7 + (i / WIDTH) * 13) as u8).collect();
    match convolution.runtimes(&engine) {
        Some(runtimes) => {
            let mut seen = Vec::new();
            for (kind, mut runtime) in ["general", "bound"].into_iter().zip(runtimes) {
                let convolve = runtime.func::<(Ptr, Ptr, i32, i32), ()>("convolve").unwrap();
                let (source, target) =
                    (runtime.alloc_from(&image).unwrap(), runtime.alloc(image.len() as u32).unwrap());
                let args = (source.ptr(), target.ptr(), WIDTH, HEIGHT);
                group.bench_function(format!("convolution {kind}"), |b| {
                    b.iter(|| convolve.call(&mut runtime, args).unwrap());
                });
                convolve.call(&mut runtime, args).unwrap();
                seen.push(runtime.bytes(&target).to_vec());
            }
            assert_eq!(seen[0], seen[1], "both kinds of code make the same picture");
            pair(summary, "3x3 convolution, 512x512", "convolution");
            summary.per(f64::from(WIDTH * HEIGHT), "/pixel");
        }
        None => summary.remark("specialised code: `long` mode does not run here"),
    }
    let rules = rules();
    if let Some(runtimes) = rules.runtimes(&engine) {
        let packets = packets();
        let mut seen = Vec::new();
        for (kind, mut runtime) in ["general", "bound"].into_iter().zip(runtimes) {
            let decide = runtime.func::<(Ptr, i32), i32>("decide_all").unwrap();
            let args = (runtime.alloc_from(&packets).unwrap().ptr(), PACKETS as i32);
            group.bench_function(format!("filter {kind}"), |b| {
                b.iter(|| decide.call(&mut runtime, args).unwrap());
            });
            seen.push(decide.call(&mut runtime, args).unwrap());
        }
        assert_eq!(seen[0], seen[1], "both kinds of code decide alike");
        pair(summary, "packet filter of 12 rules", "filter");
        summary.per(f64::from(PACKETS), "/packet");
    }
    for subject in [&convolution, &rules] {
        for (kind, how) in [("general", Subject::general()), ("bound", subject.bound())] {
            let options = how.options();
            group.bench_function(format!("compile {} {kind}", subject.name), |b| {
                b.iter(|| jit::compile(subject.name, subject.source, &options).unwrap());
            });
        }
        let name = format!("compile {}", subject.name);
        pair(summary, &format!("{name} at -O2"), &name);
    }
    group.finish();
}

/// Rows of the general code and of the bound one beside it.
fn pair(summary: &mut Summary, what: &str, id: &str) {
    summary.row(format!("{what}, general"), format!("specialise/{id} general"));
    let general = format!("specialise/{id} general");
    summary.beside(format!("{what}, bound"), format!("specialise/{id} bound"), "general", &general);
}
