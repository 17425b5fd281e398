//! The sample plugins against their oracles, byte for byte, in every mode.

use std::time::Instant;

use plugvisor::{Buffer, CallError, Engine, Func, Mode, Module, Ptr, Runtime, TrapKind, Value};
use plugvisor_tests::oracle::{self, CHUNKS, Image, SIZES};
use plugvisor_tests::{for_each_mode, for_fast_modes};

const GRAYSCALE: &str = include_str!("plugins/grayscale.c");

/// Cuts a file inside the guest: an upcall per chunk would cost more than the conversion.
const FEED: &str = "
    struct state;
    int grayscale(const unsigned char *src, unsigned char *dst, int offset, int size, struct state *st);
    int feed(const unsigned char *src, unsigned char *dst, int size, int chunk, struct state *st)
    {
        int offset, made = 0;
        for (offset = 0; offset < size; offset += chunk) {
            int left = size - offset;
            int n = grayscale(src + offset, dst + made, offset, left < chunk ? left : chunk, st);
            if (n < 0)
                return -1;
            made += n;
        }
        return made;
    }";

type Stream = Func<(Ptr, Ptr, i32, i32, Ptr), i32>;

/// A runtime with the grayscale converter and buffers for one file.
struct Converter {
    runtime: Runtime,
    grayscale: Stream,
    feed: Stream,
    src: Buffer,
    dst: Buffer,
    state: Buffer,
}

impl Converter {
    fn new(engine: &Engine, mode: Mode, modules: &[&Module], largest: usize) -> Self {
        let mut runtime = Runtime::builder(engine).mode(mode).build().unwrap();
        runtime.link_all(modules).unwrap();
        Self {
            grayscale: runtime.func("grayscale").unwrap(),
            feed: runtime.func("feed").unwrap(),
            src: runtime.alloc(largest as u32).unwrap(),
            dst: runtime.alloc(largest as u32 + 64).unwrap(),
            state: runtime.alloc(64).unwrap(),
            runtime,
        }
    }

    fn load(&mut self, file: &[u8]) {
        self.runtime.write(self.src.ptr(), file).unwrap();
        self.runtime.bytes_mut(&self.dst).fill(0xa5);
        // The converter must not need a clean state at the start of a file.
        self.runtime.bytes_mut(&self.state).fill(0xa5);
    }

    /// What was written, and that nothing was written behind it.
    fn output(&self, made: i32) -> Option<&[u8]> {
        let made = usize::try_from(made).ok()?;
        let (output, rest) = self.runtime.bytes(&self.dst).split_at(made);
        assert!(rest.iter().all(|&byte| byte == 0xa5), "wrote behind its output");
        Some(output)
    }

    /// Converts a file by one upcall per chunk.
    fn by_upcalls(&mut self, file: &[u8], chunk: usize) -> Option<&[u8]> {
        self.load(file);
        let mut made = 0;
        for (i, piece) in file.chunks(chunk).enumerate() {
            let args = (
                self.src.ptr().offset((i * chunk) as u32),
                self.dst.ptr().offset(made as u32),
                (i * chunk) as i32,
                piece.len() as i32,
                self.state.ptr(),
            );
            match self.grayscale.call(&mut self.runtime, args).unwrap() {
                -1 => return None,
                n => made += n,
            }
        }
        self.output(made)
    }

    /// Converts a file by one upcall; it is cut in the guest.
    fn by_feed(&mut self, file: &[u8], chunk: usize) -> Option<&[u8]> {
        self.load(file);
        let args = (self.src.ptr(), self.dst.ptr(), file.len() as i32, chunk as i32, self.state.ptr());
        let made = self.feed.call(&mut self.runtime, args).unwrap();
        self.output(made)
    }
}

fn grayscale_modules(engine: &Engine) -> [Module; 2] {
    [engine.compile("grayscale.c", GRAYSCALE).unwrap(), engine.compile("feed.c", FEED).unwrap()]
}

fn check(what: &str, output: Option<&[u8]>, expected: &[u8]) {
    let output = output.unwrap_or_else(|| panic!("{what}: refused"));
    let differs = output.iter().zip(expected).position(|(a, b)| a != b);
    assert!(
        differs.is_none() && output.len() == expected.len(),
        "{what}: {} bytes instead of {}, first difference at {differs:?}",
        output.len(),
        expected.len()
    );
}

#[test]
fn grayscale_is_exact_whole_and_in_chunks() {
    let engine = Engine::new();
    let modules = grayscale_modules(&engine);
    let modules = [&modules[0], &modules[1]];
    for_each_mode(|_, mode| {
        for (seed, (width, height)) in (1..).zip(SIZES) {
            let file = Image::noise(width, height, seed).to_pnm();
            let expected = oracle::grayscale(&file).unwrap();
            // A host may interpret every instruction of this mode.
            let slow = mode == Mode::Segmented;
            if slow && file.len() > 110_000 {
                continue;
            }
            let started = Instant::now();
            let mut converter = Converter::new(&engine, mode, &modules, file.len());
            check(&format!("{mode} {} bytes whole", file.len()), converter.by_upcalls(&file, file.len()), &expected);
            for chunk in CHUNKS {
                let what = format!("{mode} {} bytes by {chunk}", file.len());
                if slow && file.len() > 10_000 && chunk != 1002 {
                    continue;
                }
                // 4000 upcalls are the test's patience; the guest can cut faster.
                if file.len() / chunk < 4000 {
                    check(&what, converter.by_upcalls(&file, chunk), &expected);
                }
                // The interpreter takes a second for each pass over the largest.
                if !slow && (mode == Mode::Long || chunk == 7 || chunk > 1000 || file.len() < 1_000_000) {
                    check(&what, converter.by_feed(&file, chunk), &expected);
                }
            }
            eprintln!("  {} bytes: {:.1?}", file.len(), started.elapsed());
        }
    });
}

#[test]
fn grayscale_converts_photographs() {
    let engine = Engine::new();
    let modules = grayscale_modules(&engine);
    for name in ["astronaut.png", "rocket.jpg"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("images").join(name);
        let picture = image::open(path).unwrap().into_rgb8();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let file = Image { width, height, channels: 3, data: picture.into_raw() }.to_pnm();
        let expected = oracle::grayscale(&file).unwrap();
        for_fast_modes(|_, mode| {
            let mut converter = Converter::new(&engine, mode, &[&modules[0], &modules[1]], file.len());
            check(&format!("{mode} {name} whole"), converter.by_upcalls(&file, file.len()), &expected);
            check(&format!("{mode} {name} by 3006"), converter.by_upcalls(&file, 3006), &expected);
            check(&format!("{mode} {name} by 8"), converter.by_feed(&file, 8), &expected);
        });
    }
}

#[test]
fn grayscale_takes_every_legal_header() {
    let engine = Engine::new();
    let modules = grayscale_modules(&engine);
    let headers: [&[u8]; 9] = [
        b"P6 2 3 255\n",
        b"P6\n#by hand\n2 3\n255\n",
        b"P6 # one # two\n # three\r2\t3#\n#\n 255 ",
        b"P6\r\n2\r\n3\r\n255\r",
        b"P6\x0b2\x0c3 1\n",
        b"P6 002 0003 0255\n",
        b"P6 2 3 255#the last comment\n",
        b"P6 2 3 255#ends by a carriage return\r",
        b"P6#\n2#\n3#\n255\t",
    ];
    let pixels = Image::noise(2, 3, 99).data;
    for_each_mode(|_, mode| {
        let mut converter = Converter::new(&engine, mode, &[&modules[0], &modules[1]], 100);
        for header in headers {
            let file = [header, &pixels].concat();
            let expected = oracle::grayscale(&file).unwrap();
            for chunk in 1..=file.len() {
                let what = format!("{mode} {} by {chunk}", header.escape_ascii());
                check(&what, converter.by_feed(&file, chunk), &expected);
            }
        }
    });
}

#[test]
fn grayscale_refuses_hostile_headers() {
    let engine = Engine::new();
    let modules = grayscale_modules(&engine);
    let headers: [&[u8]; 14] = [
        b"P5 2 3 255\n",
        b"P3\n2 3\n255\n",
        b"p6 2 3 255\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0",
        b"\0\0\0\0\0\0\0\0",
        b"P62 3 255\nx!",
        b"P6 2 3 256\n",
        b"P6 2 3 65535\n",
        b"P6 2 3 0\n",
        b"P6 0 3 255\n",
        b"P6 2 000 255\n",
        b"P6 -2 3 255\n",
        b"P6 2 3.0 255\n",
    ];
    let good = Image::noise(3, 2, 5).to_pnm();
    let converted = oracle::grayscale(&good).unwrap();
    for_each_mode(|_, mode| {
        let mut converter = Converter::new(&engine, mode, &[&modules[0], &modules[1]], 100);
        for header in headers {
            for chunk in [1, 2, 3, 7, 100] {
                let what = format!("{mode} {} by {chunk}", header.escape_ascii());
                if oracle::grayscale(header).is_none() {
                    assert_eq!(converter.by_feed(header, chunk), None, "{what}");
                    // What follows a file that was refused is refused, until another file begins.
                    let args = (converter.src.ptr(), converter.dst.ptr(), 50, 1, converter.state.ptr());
                    assert_eq!(converter.grayscale.call(&mut converter.runtime, args).unwrap(), -1, "{what}");
                }
            }
            check(&format!("{mode} the next file"), converter.by_upcalls(&good, 5), &converted);
        }
    });
}

#[test]
fn grayscale_agrees_about_random_headers() {
    let engine = Engine::new();
    let modules = grayscale_modules(&engine);
    for_fast_modes(|_, mode| {
        let mut converter = Converter::new(&engine, mode, &[&modules[0], &modules[1]], 100);
        let mut random = Random(2026);
        let (mut accepted, mut refused) = (0, 0);
        for _ in 0..2000 {
            let mut file = b"P6\n# text\n2 3\n255\n".to_vec();
            file.extend_from_slice(&Image::noise(2, 3, random.next()).data);
            for _ in 0..random.below(3) {
                let at = random.below(20);
                file[at] = b"P6 2\n#09\r\t7x"[random.below(12)];
            }
            let chunk = 1 + random.below(file.len());
            let output = converter.by_feed(&file, chunk).map(<[u8]>::to_vec);
            match oracle::grayscale(&file) {
                Some(expected) => {
                    accepted += 1;
                    check(&format!("{mode} {}", file.escape_ascii()), output.as_deref(), &expected);
                }
                // Either refused, or it still waits for the end of the header.
                None => {
                    refused += 1;
                    let header = output.is_none_or(|output| output.len() == file.len());
                    assert!(header, "{mode} {}", file.escape_ascii());
                }
            }
        }
        assert!(accepted > 200 && refused > 200, "{accepted} accepted, {refused} refused");
    });
}

/// Applies a plugin of the image form, as its README tells.
fn apply(runtime: &mut Runtime, images: &[&Image]) -> Result<Image, CallError> {
    let mut table = Vec::new();
    let mut buffers = Vec::new();
    for image in images {
        let data = runtime.alloc_from(&image.data)?;
        buffers.push(data);
        table.extend(describe(image.width, image.height, image.channels, data.ptr()));
    }
    table.extend([0; 16]);
    let table = runtime.alloc_from(&table)?;
    let first = images[0];
    let out = runtime.alloc_from(&describe(first.width, first.height, first.channels, Ptr::NULL))?;
    let args = [Value::Ptr(table.ptr()), Value::Ptr(out.ptr())];
    if runtime.lookup("image_size").is_some() {
        assert_eq!(runtime.call("image_size", &args)?, Some(Value::I32(0)));
    }
    let field = |runtime: &Runtime, at: usize| {
        u32::from_le_bytes(runtime.bytes(&out)[4 * at..4 * at + 4].try_into().unwrap()) as usize
    };
    let (width, height, channels) = (field(runtime, 0), field(runtime, 1), field(runtime, 2));
    let data = runtime.alloc((width * height * channels) as u32)?;
    runtime.write(out.ptr(), &describe(width, height, channels, data.ptr()))?;
    let result = runtime.call("image", &args);
    let output = runtime.bytes(&data).to_vec();
    for (image, buffer) in images.iter().zip(&buffers) {
        assert!(runtime.bytes(buffer) == image.data, "an input was changed");
    }
    for buffer in buffers.into_iter().chain([table, out, data]) {
        runtime.free(buffer)?;
    }
    assert_eq!(result?, Some(Value::I32(0)));
    Ok(Image { width, height, channels, data: output })
}

fn describe(width: usize, height: usize, channels: usize, data: Ptr) -> Vec<u8> {
    [width as u32, height as u32, channels as u32, data.0].iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Images of awkward shapes, and one that is not tiny where the mode is fast.
fn shapes(mode: Mode) -> Vec<Image> {
    let mut sizes = vec![(1, 1), (1, 7), (9, 1), (2, 2), (3, 5), (16, 8), (17, 11)];
    if mode != Mode::Segmented {
        sizes.extend([(64, 48), (255, 127)]);
    }
    (100..).zip(sizes).map(|(seed, (width, height))| Image::noise(width, height, seed)).collect()
}

fn test_image_plugin(name: &str, source: &str, oracle: fn(&Image) -> Image) {
    let engine = Engine::new();
    let module = engine.compile(name, source).unwrap();
    for_each_mode(|_, mode| {
        let mut runtime = Runtime::builder(&engine).mode(mode).build().unwrap();
        runtime.link(&module).unwrap();
        for image in shapes(mode) {
            let what = format!("{name} in {mode}: {}x{}", image.width, image.height);
            match apply(&mut runtime, &[&image]) {
                Ok(output) => assert!(output == oracle(&image), "{what} differs"),
                Err(CallError::Trap(trap)) if no_float(mode, source, &trap.kind) => {
                    eprintln!("SKIPPED {what}: {trap}");
                    break;
                }
                Err(error) => panic!("{what}: {error}"),
            }
        }
    });
}

/// Whether a trap only says that this host's KVM can't run 32-bit floating point.
fn no_float(mode: Mode, source: &str, kind: &TrapKind) -> bool {
    let float = source.contains("double") || source.contains("float");
    mode == Mode::Segmented && float && matches!(kind, TrapKind::Emulation { .. })
}

#[test]
fn crop_cuts_the_middle_out() {
    test_image_plugin("crop.c", include_str!("plugins/crop.c"), oracle::crop);
}

#[test]
fn enlarge_doubles_every_pixel() {
    test_image_plugin("enlarge.c", include_str!("plugins/enlarge.c"), oracle::enlarge);
}

#[test]
fn reduce_takes_means() {
    test_image_plugin("reduce.c", include_str!("plugins/reduce.c"), oracle::reduce);
}

#[test]
fn edge_shows_the_gradient() {
    test_image_plugin("edge.c", include_str!("plugins/edge.c"), oracle::edge);
}

#[test]
fn float_gray_rounds_like_the_host() {
    test_image_plugin("float_gray.c", include_str!("plugins/float_gray.c"), oracle::float_gray);
}

#[test]
fn crossfade_mixes_one_and_two_images() {
    let source = include_str!("plugins/crossfade.c");
    test_image_plugin("crossfade.c", source, |image| oracle::crossfade(image, None));
    test_with_others("crossfade.c", source, |images| oracle::crossfade(images[0], images.get(1).copied()));
}

#[test]
fn concat_puts_images_side_by_side() {
    let source = include_str!("plugins/concat.c");
    test_image_plugin("concat.c", source, |image| oracle::concat(&[image]));
    test_with_others("concat.c", source, oracle::concat);
}

/// Two and three inputs of different sizes.
fn test_with_others(name: &str, source: &str, oracle: fn(&[&Image]) -> Image) {
    let engine = Engine::new();
    let module = engine.compile(name, source).unwrap();
    for_each_mode(|_, mode| {
        let mut runtime = Runtime::builder(&engine).mode(mode).build().unwrap();
        runtime.link(&module).unwrap();
        let images = shapes(mode);
        for other in &images[1..] {
            for group in [vec![&images[4], other], vec![other, &images[2]], vec![other, &images[3], &images[5]]] {
                let output = apply(&mut runtime, &group).unwrap_or_else(|error| panic!("{name} in {mode}: {error}"));
                assert!(output == oracle(&group), "{name} in {mode} differs");
            }
        }
    });
}

const PACKET_FILTER: &str = include_str!("plugins/packet_filter.c");
const CAPTURE: &[u8] = include_bytes!("plugins/captures/mixed.pcap");

#[test]
fn packet_filter_judges_the_capture() {
    let engine = Engine::new();
    let module = engine.compile("packet_filter.c", PACKET_FILTER).unwrap();
    let frames = oracle::capture_frames(CAPTURE).unwrap();
    let accepted = frames.iter().filter(|frame| oracle::packet_filter(frame)).count();
    assert!(accepted > 5 && frames.len() - accepted > 5);
    for_each_mode(|_, mode| {
        let mut runtime = Runtime::builder(&engine).mode(mode).build().unwrap();
        runtime.link(&module).unwrap();
        let whole = runtime.alloc_from(CAPTURE).unwrap();
        let capture = runtime.func::<(Ptr, u32), i32>("filter_capture").unwrap();
        assert_eq!(capture.call(&mut runtime, (whole.ptr(), whole.len())).unwrap(), accepted as i32);
        // One byte less cuts the last frame; one more begins another record.
        assert_eq!(capture.call(&mut runtime, (whole.ptr(), whole.len() - 1)).unwrap(), -1);
        assert_eq!(capture.call(&mut runtime, (whole.ptr(), 23)).unwrap(), -1);
        runtime.bytes_mut(&whole)[0] ^= 1;
        assert_eq!(capture.call(&mut runtime, (whole.ptr(), whole.len())).unwrap(), -1);
        runtime.free(whole).unwrap();

        let filter = runtime.func::<(Ptr, u32), i32>("packet_filter").unwrap();
        for (i, frame) in frames.iter().enumerate() {
            let buffer = runtime.alloc_from(frame).unwrap();
            let verdict = filter.call(&mut runtime, (buffer.ptr(), buffer.len())).unwrap();
            assert_eq!(verdict == 1, oracle::packet_filter(frame), "{mode}: frame {i}");
            runtime.free(buffer).unwrap();
        }
    });
}

#[test]
fn packet_filter_believes_no_length() {
    let engine = Engine::new();
    let module = engine.compile("packet_filter.c", PACKET_FILTER).unwrap();
    let frames = oracle::capture_frames(CAPTURE).unwrap();
    for_each_mode(|_, mode| {
        let mut runtime = Runtime::builder(&engine).mode(mode).build().unwrap();
        runtime.link(&module).unwrap();
        let filter = runtime.func::<(Ptr, u32), i32>("packet_filter").unwrap();
        // The end of the data segment lies behind the frame: a read too far is a trap.
        let first = (0..64).map(|i| Ptr(i << 20)).find(|&at| runtime.read(at, &mut [0]).is_ok()).unwrap();
        let end = first.offset(runtime.memory_size());
        assert!(runtime.read(end, &mut [0]).is_err());
        let mut judge = |frame: &[u8]| {
            let at = Ptr(end.0 - frame.len() as u32);
            runtime.write(at, frame).unwrap();
            let verdict = filter.call(&mut runtime, (at, frame.len() as u32)).unwrap_or_else(|e| panic!("{mode}: {e}"));
            assert_eq!(verdict == 1, oracle::packet_filter(frame), "{mode}: {frame:02x?}");
        };
        let step = if mode == Mode::Segmented { 11 } else { 1 };
        for frame in &frames {
            for len in (0..frame.len().min(100)).step_by(step) {
                judge(&frame[..len]);
            }
        }
        let mut random = Random(7);
        for _ in 0..4000 / step {
            let mut frame = frames[random.below(frames.len())].to_vec();
            for _ in 0..1 + random.below(4) {
                let at = random.below(frame.len().min(80));
                frame[at] = random.next() as u8;
            }
            frame.truncate(1 + random.below(frame.len()));
            judge(&frame);
        }
    });
}

/// Knuth's MMIX generator.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, limit: usize) -> usize {
        self.next() as usize % limit
    }
}
