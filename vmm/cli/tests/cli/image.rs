//! `vmm image`: both forms of plugins, every format, every way to fail.

use super::bench::{Bench, modes, sample};

const INVERT: &str = "struct image { int width, height, channels; unsigned char *data; };\n\
    int image(const struct image *in, struct image *out)\n\
    {\n\
        int i, n = in->width * in->height * in->channels;\n\
        for (i = 0; i < n; i++)\n\
            out->data[i] = 255 - in->data[i];\n\
        return 0;\n\
    }\n";

/// A small P6 file and its pixels.
fn ppm(width: usize, height: usize) -> (Vec<u8>, Vec<u8>) {
    let pixels: Vec<u8> = (0..width * height * 3).map(|i| (i * 37 % 251) as u8).collect();
    let mut file = format!("P6\n{width} {height}\n255\n").into_bytes();
    file.extend(&pixels);
    (file, pixels)
}

/// The same with gray pixels, P5.
fn pgm(width: usize, height: usize, pixels: &[u8]) -> Vec<u8> {
    let mut file = format!("P5\n{width} {height}\n255\n").into_bytes();
    file.extend(pixels);
    file
}

fn gray(pixels: &[u8]) -> Vec<u8> {
    pixels.chunks(3).map(|p| (p[0] >> 2) + 5 * (p[1] >> 3) + (p[2] >> 3)).collect()
}

#[test]
fn grayscale_is_exact() {
    let plugin = sample("tests/plugins/grayscale.c");
    let (file, pixels) = ppm(31, 17);
    let bench = Bench::with("in.ppm", file);
    for mode in modes() {
        let end = bench.vmm(&format!("image --mode {mode} {plugin} in.ppm out.pgm"));
        assert_eq!((end.status, end.stderr.as_str()), (0, ""), "{mode}");
        assert_eq!(bench.read("out.pgm").unwrap(), pgm(31, 17, &gray(&pixels)), "{mode}");
        for part in ["31x17", "compile ", "link ", "run ", mode] {
            assert!(end.stdout.contains(part), "no {part:?} in:\n{}", end.stdout);
        }
    }
}

#[test]
fn a_photograph_turns_gray() {
    let (plugin, photo) = (sample("tests/plugins/grayscale.c"), sample("tests/images/astronaut.png"));
    let bench = Bench::new();
    let mode = modes()[modes().len().min(2) - 1];
    let end = bench.vmm(&format!("image --mode {mode} {plugin} {photo} gray.png"));
    assert_eq!((end.status, end.stderr.as_str()), (0, ""));
    let (before, after) = (image::open(photo).unwrap().into_rgb8(), image::open(bench.path("gray.png")).unwrap());
    assert_eq!(after.color(), image::ColorType::L8);
    assert_eq!(after.into_luma8().into_raw(), gray(before.as_raw()));
}

#[test]
fn every_format_is_read_and_written() {
    let (file, pixels) = ppm(12, 9);
    let inverted: Vec<u8> = pixels.iter().map(|p| 255 - p).collect();
    let bench = Bench::with("in.ppm", file);
    bench.file("invert.c", INVERT);
    // Contents count, not the name.
    for (input, output) in [("in.ppm", "a.png"), ("a.png", "b.ppm"), ("b.ppm", "c.PNG"), ("c.PNG", "d.jpg")] {
        bench.vmm(&format!("image --mode interp invert.c {input} {output}")).fails(0, &[]);
    }
    std::fs::copy(bench.path("a.png"), bench.path("picture.jpg")).unwrap();
    bench.vmm("image --mode interp invert.c picture.jpg e.ppm").fails(0, &[]);
    let png = image::open(bench.path("a.png")).unwrap().into_rgb8().into_raw();
    assert_eq!(png, inverted);
    assert_eq!(&bench.read("b.ppm").unwrap()[12..], pixels);
    assert_eq!(bench.read("e.ppm"), bench.read("b.ppm"));
    assert_eq!(&bench.read("d.jpg").unwrap()[..2], b"\xff\xd8");
    // JPEG in: the same pixels that the decoder gives, inverted.
    bench.vmm("image --mode interp invert.c d.jpg f.png").fails(0, &[]);
    let jpeg = image::open(bench.path("d.jpg")).unwrap().into_rgb8().into_raw();
    let again = image::open(bench.path("f.png")).unwrap().into_rgb8().into_raw();
    assert_eq!(again, jpeg.iter().map(|p| 255 - p).collect::<Vec<u8>>());
    // Gray pictures reach the plugin with three equal colours, and colours can be written as gray.
    bench.file("gray.pgm", pgm(2, 1, &[10, 200]));
    bench.vmm("image --mode interp invert.c gray.pgm g.ppm").fails(0, &[]);
    assert_eq!(bench.read("g.ppm").unwrap(), b"P6\n2 1\n255\n\xf5\xf5\xf5\x37\x37\x37");
    bench.vmm("image --mode interp invert.c gray.pgm g.pgm").fails(0, &[]);
    assert_eq!(bench.read("g.pgm").unwrap(), b"P5\n2 1\n255\n\xf5\x37");
}

#[test]
fn samples_apply() {
    let (file, _) = ppm(20, 14);
    let bench = Bench::with("in.ppm", file);
    for (plugin, inputs, size) in [
        ("crop", "in.ppm", "10x7"),
        ("enlarge", "in.ppm", "40x28"),
        ("reduce", "in.ppm", "10x7"),
        ("edge", "in.ppm", "20x14"),
        ("float_gray", "in.ppm", "20x14"),
        ("crossfade", "in.ppm in.ppm", "20x14"),
        ("concat", "in.ppm in.ppm in.ppm", "60x14"),
    ] {
        let path = sample(&format!("tests/plugins/{plugin}.c"));
        // IA-32 floating point is not run everywhere.
        for mode in modes().into_iter().filter(|&mode| mode != "segmented" || plugin != "float_gray") {
            let end = bench.vmm(&format!("image --mode {mode} {path} {inputs} out.ppm"));
            assert_eq!(end.status, 0, "{plugin} {mode}: {}", end.stderr);
            assert!(end.stdout.contains(&format!("out.ppm {size} ")), "{plugin} {mode}: {}", end.stdout);
        }
    }
}

#[test]
fn a_large_result_gets_its_memory() {
    let source = "struct image { int width, height, channels; unsigned char *data; };\n\
        int image_size(const struct image *in, struct image *out) { out->width = 6000; out->height = 2000; return 0; }\n\
        int image(const struct image *in, struct image *out) { out->data[6000 * 2000 * 3 - 1] = 9; return 0; }\n";
    let (file, _) = ppm(4, 4);
    let bench = Bench::with("in.ppm", file);
    bench.file("big.c", source);
    bench.vmm("image --mode interp big.c in.ppm out.ppm").fails(0, &[]);
    assert_eq!(bench.read("out.ppm").unwrap().last(), Some(&9));
    bench.vmm("image --mode interp --memory 16MiB big.c in.ppm no.ppm").fails(125, &["--memory"]);
    bench.file("huge.c", source.replace("6000;", "2000000;"));
    bench.vmm("image --mode interp huge.c in.ppm no.ppm").fails(125, &["bytes of memory"]);
    assert_eq!(bench.read("no.ppm"), None);
}

#[test]
fn failures_are_told_apart() {
    let (file, _) = ppm(4, 4);
    let bench = Bench::with("in.ppm", file);
    bench.file("invert.c", INVERT);
    let run = |args: &str| bench.vmm(&format!("image --mode interp {args}"));
    run("invert.c in.ppm out.gif").fails(2, &["cannot tell the format of out.gif", ".png"]);
    run("invert.c in.ppm out").fails(2, &["use .png"]);
    run("invert.c in.ppm").fails(2, &["<OUTPUT>"]);
    run("invert.c none.ppm out.png").fails(125, &["cannot read none.ppm"]);
    run("none.c in.ppm out.png").fails(125, &["cannot read none.c"]);
    run("invert.c invert.c out.png").fails(125, &["cannot decode invert.c", "PNG, JPEG, PPM"]);
    bench.file("cut.ppm", b"P6\n100 100\n255\nxyz");
    run("invert.c cut.ppm out.png").fails(125, &["cannot decode cut.ppm"]);
    bench.file("vast.ppm", b"P6\n4000000000 4000000000\n255\nxyz");
    run("invert.c vast.ppm out.png").fails(125, &["vast.ppm"]);
    bench.file("large.ppm", b"P6\n60000 60000\n255\nxyz");
    run("invert.c large.ppm out.png").fails(125, &["large.ppm has 60000x60000 pixels", "1 GiB"]);
    run("invert.c in.ppm no/dir/out.png").fails(125, &["cannot write no/dir/out.png"]);
    bench.file("bad.c", "int image(int x) { return x }");
    run("bad.c in.ppm out.png").fails(120, &["bad.c:1:"]);
    bench.file("other.c", "int image(int x) { return x; }");
    run("other.c in.ppm out.png").fails(121, &["int image(int)", "const struct image *in"]);
    bench.file("none.c", "int f(void) { return 1; }");
    run("none.c in.ppm out.png").fails(121, &["none.c is no image plugin"]);
    bench.file("says.c", "int image(const void *in, void *out) { return 3; }");
    run("says.c in.ppm out.png").fails(126, &["image() returned 3"]);
    bench.file("size.c", "int image(const void *in, void *out) { return 0; } int image_size(const void *in, int *out) { *out = -4; return 0; }");
    run("size.c in.ppm out.png").fails(126, &["image_size() asks for -4x4"]);
    bench.file("wild.c", "int image(const void *in, char **out) {\n  out[3][400000000] = 1;\n  return 0;\n}");
    run("wild.c in.ppm out.png").fails(122, &["image (wild.c:2"]);
    bench.file("stream.c", "int f(const char *s, char *d, int offset, int size, void *st) { return -1; }");
    run("stream.c in.ppm out.png").fails(126, &["f() returned -1"]);
    bench.file("text.c", "int f(const char *s, char *d, int offset, int size, void *st) { d[0] = 'x'; return 1; }");
    run("text.c in.ppm out.png").fails(126, &["is not a picture"]);
    run("text.c in.ppm in.ppm out.png").fails(2, &["takes one picture"]);
    assert_eq!(bench.read("out.png"), None);
}
