//! What the samples in `plugins/` must compute, written for the host in the most obvious way, from their
//! descriptions rather than from their code.

/// An image of 8-bit samples: rows from the top, pixels interleaved, without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Pixels per row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Bytes per pixel: 3 or 1.
    pub channels: usize,
    /// The pixels.
    pub data: Vec<u8>,
}

impl Image {
    /// An image whose pixels come from a function of column and row.
    pub fn from_fn(width: usize, height: usize, mut pixel: impl FnMut(usize, usize) -> [u8; 3]) -> Self {
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Self { width, height, channels: 3, data: places.flat_map(|(x, y)| pixel(x, y)).collect() }
    }

    /// The same for gray ones.
    pub fn gray_from_fn(width: usize, height: usize, mut pixel: impl FnMut(usize, usize) -> u8) -> Self {
        let places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        Self { width, height, channels: 1, data: places.map(|(x, y)| pixel(x, y)).collect() }
    }

    /// An image of noise, the same for the same seed.
    #[must_use]
    pub fn noise(width: usize, height: usize, seed: u64) -> Self {
        // Knuth's MMIX generator.
        let mut state = seed;
        let mut byte = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        };
        Self { width, height, channels: 3, data: (0..width * height * 3).map(|_| byte()).collect() }
    }

    /// A pixel of a colour image.
    #[must_use]
    pub fn pixel(&self, x: usize, y: usize) -> [u8; 3] {
        let at = (y * self.width + x) * 3;
        [self.data[at], self.data[at + 1], self.data[at + 2]]
    }

    /// The image as a binary PPM or PGM file.
    #[must_use]
    pub fn to_pnm(&self) -> Vec<u8> {
        let kind = if self.channels == 3 { 6 } else { 5 };
        let mut file = format!("P{kind}\n{} {}\n255\n", self.width, self.height).into_bytes();
        file.extend_from_slice(&self.data);
        file
    }
}

/// Chunk sizes by which a stream is cut: those of COD's test of its grayscale converter.
pub const CHUNKS: [usize; 14] = [3, 4, 5, 6, 7, 8, 18, 60, 180, 1000, 1002, 2000, 2004, 3006];

/// Widths and heights of the evaluation's PPM files of 9 KB, 99 KB, 270 KB and 3.3 MB.
pub const SIZES: [(usize, usize); 4] = [(64, 48), (176, 192), (360, 256), (1100, 1050)];

/// Bytes of a PPM file's header, if it is one with 8 bits per sample.
fn ppm_header(file: &[u8]) -> Option<usize> {
    let mut at = file.starts_with(b"P6").then_some(2)?;
    for number in 0..3 {
        loop {
            match *file.get(at)? {
                b'#' => at += file[at..].iter().position(|b| matches!(b, b'\n' | b'\r'))? + 1,
                b'\t'..=b'\r' | b' ' => at += 1,
                _ => break,
            }
        }
        let digits = file[at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let value: u64 = std::str::from_utf8(&file[at..at + digits]).ok()?.parse().ok()?;
        if value == 0 || (number == 2 && value > 255) {
            return None;
        }
        at += digits;
    }
    match *file.get(at)? {
        b'#' => Some(at + file[at..].iter().position(|b| matches!(b, b'\n' | b'\r'))? + 1),
        b'\t'..=b'\r' | b' ' => Some(at + 1),
        _ => None,
    }
}

/// `grayscale.c`: a P6 file as P5, header kept, pixels by integer weights.
#[must_use]
pub fn grayscale(file: &[u8]) -> Option<Vec<u8>> {
    let pixels = ppm_header(file)?;
    let mut out = file[..pixels].to_vec();
    out[1] = b'5';
    out.extend(file[pixels..].chunks_exact(3).map(|p| (p[0] >> 2) + 5 * (p[1] >> 3) + (p[2] >> 3)));
    Some(out)
}

/// `float_gray.c`
#[must_use]
pub fn float_gray(image: &Image) -> Image {
    Image::gray_from_fn(image.width, image.height, |x, y| {
        let [r, g, b] = image.pixel(x, y).map(f64::from);
        (0.299 * r + 0.587 * g + 0.114 * b + 0.5) as u8
    })
}

/// `crop.c`
#[must_use]
pub fn crop(image: &Image) -> Image {
    let (width, height) = (image.width.div_ceil(2), image.height.div_ceil(2));
    let (left, top) = ((image.width - width) / 2, (image.height - height) / 2);
    Image::from_fn(width, height, |x, y| image.pixel(left + x, top + y))
}

/// `enlarge.c`
#[must_use]
pub fn enlarge(image: &Image) -> Image {
    Image::from_fn(image.width * 2, image.height * 2, |x, y| image.pixel(x / 2, y / 2))
}

/// `reduce.c`
#[must_use]
pub fn reduce(image: &Image) -> Image {
    Image::from_fn(image.width.div_ceil(2), image.height.div_ceil(2), |x, y| {
        let columns = [2 * x, (2 * x + 1).min(image.width - 1)];
        let rows = [2 * y, (2 * y + 1).min(image.height - 1)];
        std::array::from_fn(|c| {
            let sum: u32 = rows.iter().flat_map(|&y| columns.map(|x| u32::from(image.pixel(x, y)[c]))).sum();
            ((sum + 2) / 4) as u8
        })
    })
}

/// `crossfade.c`
#[must_use]
pub fn crossfade(first: &Image, second: Option<&Image>) -> Image {
    Image::from_fn(first.width, first.height, |x, y| {
        let other = match second {
            None => first.pixel(first.width - 1 - x, y),
            Some(second) if x < second.width && y < second.height => second.pixel(x, y),
            Some(_) => [0; 3],
        };
        let pixel = first.pixel(x, y);
        std::array::from_fn(|c| ((u16::from(pixel[c]) + u16::from(other[c])) / 2) as u8)
    })
}

/// `edge.c`
#[must_use]
pub fn edge(image: &Image) -> Image {
    let light = |x: usize, y: usize, dx: isize, dy: isize| {
        let near = |at: usize, by: isize, len: usize| (at as isize + by).clamp(0, len as isize - 1) as usize;
        let [r, g, b] = image.pixel(near(x, dx, image.width), near(y, dy, image.height)).map(i32::from);
        (77 * r + 150 * g + 29 * b) / 256
    };
    Image::gray_from_fn(image.width, image.height, |x, y| {
        let at = |dx, dy| light(x, y, dx, dy);
        let across = at(1, -1) + 2 * at(1, 0) + at(1, 1) - at(-1, -1) - 2 * at(-1, 0) - at(-1, 1);
        let down = at(-1, 1) + 2 * at(0, 1) + at(1, 1) - at(-1, -1) - 2 * at(0, -1) - at(1, -1);
        (across.abs() + down.abs()).min(255) as u8
    })
}

/// `concat.c`
#[must_use]
pub fn concat(images: &[&Image]) -> Image {
    let images = if let [only] = images { &[*only, *only][..] } else { images };
    let width = images.iter().map(|image| image.width).sum();
    let height = images.iter().map(|image| image.height).max().unwrap_or(0);
    Image::from_fn(width, height, |x, y| {
        let mut left = 0;
        for image in images {
            if x < left + image.width {
                return if y < image.height { image.pixel(x - left, y) } else { [0; 3] };
            }
            left += image.width;
        }
        [0; 3]
    })
}

/// Frames of a little-endian pcap file of Ethernet frames.
#[must_use]
pub fn capture_frames(file: &[u8]) -> Option<Vec<&[u8]>> {
    let word = |at: usize| Some(u32::from_le_bytes(file.get(at..at + 4)?.try_into().ok()?));
    if word(0)? != 0xa1b2_c3d4 || word(20)? != 1 {
        return None;
    }
    let (mut frames, mut at) = (Vec::new(), 24);
    while at < file.len() {
        let len = word(at + 8)? as usize;
        frames.push(file.get(at + 16..at + 16 + len)?);
        at += 16 + len;
    }
    Some(frames)
}

/// `packet_filter.c`: does the frame pass?
#[must_use]
pub fn packet_filter(frame: &[u8]) -> bool {
    passes(frame).unwrap_or(false)
}

fn be16(bytes: &[u8], at: usize) -> Option<usize> {
    Some(usize::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)))
}

/// `None` where the frame ends too early.
fn passes(frame: &[u8]) -> Option<bool> {
    let mut at = 12;
    for _ in 0..2 {
        if matches!(be16(frame, at)?, 0x8100 | 0x88a8) {
            at += 4;
        }
    }
    let packet = frame.get(at + 2..)?;
    match be16(frame, at)? {
        0x0806 => Some(packet.len() >= 28),
        0x0800 => ipv4(packet),
        0x86dd => ipv6(packet),
        _ => Some(false),
    }
}

fn ipv4(packet: &[u8]) -> Option<bool> {
    let header = usize::from(packet.first()? & 15) * 4;
    let packet = packet.get(..be16(packet, 2)?)?;
    let fragment = be16(packet, 6)? & 0x1fff;
    if packet.get(..20)?[0] >> 4 != 4 || header < 20 || fragment != 0 {
        return Some(false);
    }
    transport(packet[9], packet.get(header..)?)
}

fn ipv6(packet: &[u8]) -> Option<bool> {
    let payload = be16(packet, 4)?;
    let mut rest = packet.get(40..)?.get(..payload)?;
    let mut next = packet[6];
    if packet[0] >> 4 != 6 {
        return Some(false);
    }
    for _ in 0..8 {
        let size = match next {
            58 => return Some(rest.len() >= 4),
            0 | 43 | 60 => (usize::from(*rest.get(1)?) + 1) * 8,
            44 if be16(rest, 2)? >> 3 == 0 => 8,
            44 => return Some(false),
            _ => return transport(next, rest),
        };
        next = rest[0];
        rest = rest.get(size..)?;
    }
    Some(false)
}

fn transport(protocol: u8, segment: &[u8]) -> Option<bool> {
    let ports = [be16(segment, 0)?, be16(segment, 2)?];
    Some(match protocol {
        6 => segment.len() >= 20 && ports.iter().any(|port| [80, 443].contains(port)),
        17 => segment.len() >= 8 && ports.contains(&53),
        _ => false,
    })
}
