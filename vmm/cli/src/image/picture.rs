//! Picture files: what is decoded into a plugin's memory, and what is encoded from it.

use std::ffi::OsStr;
use std::io::Cursor;
use std::path::Path;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{
    ColorType, DynamicImage, ExtendedColorType, GrayImage, ImageDecoder, ImageEncoder as _, ImageError, ImageReader,
    RgbImage,
};

use crate::failure::{Failure, Status};
use crate::files;
use crate::session;
use crate::units::show_size;

/// Quality of the JPEG files that are written.
const JPEG_QUALITY: u8 = 90;

/// A picture file that has been read but not decoded.
pub(crate) struct Input {
    /// The path, for messages.
    pub name: String,
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    file: Vec<u8>,
}

impl Input {
    /// Reads a file and looks at its head. The format is known by the contents.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let mut input =
            Self { name: files::display(path), width: 0, height: 0, file: files::read(path, files::MAX_DATA)? };
        (input.width, input.height) = input.decoder()?.dimensions();
        let (width, height) = (input.width, input.height);
        if width == 0 || height == 0 {
            return Err(Failure::new(Status::Io, format_args!("{} has no pixels", input.name)));
        }
        if 3 * u128::from(width) * u128::from(height) > u128::from(session::MAX_MEMORY) {
            let message = format!("{} has {width}x{height} pixels, more than fit a plugin's memory", input.name);
            let help = format!("up to {} can be had", show_size(session::MAX_MEMORY));
            return Err(Failure::new(Status::Io, message).help(help));
        }
        Ok(input)
    }

    /// Bytes of its pixels, three for each.
    pub(crate) fn len(&self) -> u64 {
        3 * u64::from(self.width) * u64::from(self.height)
    }

    /// Decodes to red, green and blue bytes, straight into `pixels`, which has [`Input::len`] bytes.
    pub(crate) fn decode(&self, pixels: &mut [u8]) -> Result<(), Failure> {
        let decoder = self.decoder()?;
        if decoder.color_type() == ColorType::Rgb8 {
            return decoder.read_image(pixels).map_err(|e| self.undecodable(&e));
        }
        let image = DynamicImage::from_decoder(decoder).map_err(|e| self.undecodable(&e))?;
        pixels.copy_from_slice(image.into_rgb8().as_raw());
        Ok(())
    }

    fn decoder(&self) -> Result<impl ImageDecoder + '_, Failure> {
        ImageReader::new(Cursor::new(&self.file[..]))
            .with_guessed_format()
            .map_err(ImageError::IoError)
            .and_then(ImageReader::into_decoder)
            .map_err(|e| self.undecodable(&e))
    }

    fn undecodable(&self, error: &ImageError) -> Failure {
        let failure = Failure::new(Status::Io, format_args!("cannot decode {}: {error}", self.name));
        match error {
            ImageError::Unsupported(_) => failure.help("PNG, JPEG, PPM and PGM pictures can be read"),
            _ => failure,
        }
    }
}

/// Pixels that a plugin made.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// 3 red, green, blue; 1 gray.
    pub channels: u32,
    /// Rows from the top, without padding.
    pub pixels: Vec<u8>,
}

impl Picture {
    /// Decodes a binary PPM or PGM file with 8 bits per sample.
    pub(crate) fn from_pnm(file: &[u8]) -> Result<Self, String> {
        if !matches!(file.get(..2), Some(b"P5" | b"P6")) {
            return Err("it is not a PGM or PPM file (P5 or P6)".to_owned());
        }
        let decoder = image::codecs::pnm::PnmDecoder::new(file).map_err(|e| e.to_string())?;
        let (width, height) = decoder.dimensions();
        let channels = match decoder.color_type() {
            ColorType::L8 => 1,
            ColorType::Rgb8 => 3,
            _ => return Err("it does not have 8 bits per sample".to_owned()),
        };
        // The head may promise anything: the pixels must be there before memory is set aside for them.
        if decoder.total_bytes() > file.len() as u64 {
            return Err(format!("its head promises {width}x{height} pixels, which it does not have"));
        }
        let mut pixels = vec![0; decoder.total_bytes() as usize];
        decoder.read_image(&mut pixels).map_err(|e| e.to_string())?;
        Ok(Self { width, height, channels, pixels })
    }

    /// The colours in words.
    pub(crate) fn colours(&self) -> &'static str {
        if self.channels == 1 { "gray" } else { "RGB" }
    }

    fn is_gray(&self) -> bool {
        self.channels == 1
    }

    fn into_image(self) -> Option<DynamicImage> {
        let Self { width, height, channels, pixels } = self;
        match channels {
            1 => GrayImage::from_raw(width, height, pixels).map(DynamicImage::ImageLuma8),
            _ => RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8),
        }
    }
}

/// Formats that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Png,
    Jpeg,
    Ppm,
    Pgm,
}

impl Format {
    /// By the extension.
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        let extension = path.extension().map(OsStr::to_ascii_lowercase);
        match extension.as_deref().and_then(OsStr::to_str) {
            Some("png") => Ok(Self::Png),
            Some("jpg" | "jpeg") => Ok(Self::Jpeg),
            Some("ppm") => Ok(Self::Ppm),
            Some("pgm") => Ok(Self::Pgm),
            _ => {
                let message = format!("cannot tell the format of {} by its extension", files::display(path));
                Err(Failure::new(Status::Usage, message).help("use .png, .jpg, .jpeg, .ppm or .pgm"))
            }
        }
    }

    /// The whole file. A PGM file of a coloured picture is gray, a PPM file of a gray one has equal colours.
    pub(crate) fn encode(self, picture: Picture) -> Result<Vec<u8>, ImageError> {
        let (width, height) = (picture.width, picture.height);
        let magic = match self {
            Self::Ppm => "P6",
            Self::Pgm => "P5",
            Self::Png | Self::Jpeg => return self.compress(&picture),
        };
        let mut file = format!("{magic}\n{width} {height}\n255\n").into_bytes();
        let pixels = match (self, picture.is_gray()) {
            (Self::Ppm, false) | (Self::Pgm, true) => picture.pixels,
            (Self::Ppm, true) => picture.pixels.iter().flat_map(|&gray| [gray; 3]).collect(),
            _ => picture.into_image().map(|image| image.into_luma8().into_raw()).unwrap_or_default(),
        };
        file.extend_from_slice(&pixels);
        Ok(file)
    }

    fn compress(self, picture: &Picture) -> Result<Vec<u8>, ImageError> {
        let color = if picture.is_gray() { ExtendedColorType::L8 } else { ExtendedColorType::Rgb8 };
        let (width, height, pixels) = (picture.width, picture.height, &picture.pixels);
        let mut file = Vec::new();
        match self {
            Self::Png => PngEncoder::new(&mut file).write_image(pixels, width, height, color)?,
            _ => JpegEncoder::new_with_quality(&mut file, JPEG_QUALITY).write_image(pixels, width, height, color)?,
        }
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gradient(channels: u32) -> Picture {
        let pixels = (0..12 * channels).map(|i| (i * 7) as u8).collect();
        Picture { width: 4, height: 3, channels, pixels }
    }

    #[test]
    fn lossless_formats_keep_the_pixels() {
        for (format, channels) in [(Format::Png, 3), (Format::Png, 1), (Format::Ppm, 3), (Format::Pgm, 1)] {
            let file = format.encode(gradient(channels)).unwrap();
            let input = Input { name: "test".into(), width: 4, height: 3, file };
            let mut pixels = vec![0; input.len() as usize];
            input.decode(&mut pixels).unwrap();
            let expected: Vec<u8> = match channels {
                3 => gradient(3).pixels,
                _ => gradient(1).pixels.iter().flat_map(|&g| [g; 3]).collect(),
            };
            assert_eq!(pixels, expected, "{format:?} {channels}");
        }
        let file = Format::Jpeg.encode(gradient(3)).unwrap();
        assert_eq!(&file[..2], b"\xff\xd8");
    }

    #[test]
    fn plugins_files_are_checked() {
        let gray = gradient(1);
        assert_eq!(Picture::from_pnm(&Format::Pgm.encode(gradient(1)).unwrap()).unwrap(), gray);
        assert_eq!(Picture::from_pnm(&Format::Ppm.encode(gradient(3)).unwrap()).unwrap(), gradient(3));
        for file in [
            &b""[..],
            b"P4\n1 1\n\0",
            b"P5\n1 1\n65535\n\0\0",
            b"P5\n4000000000 4000000000\n255\n",
            b"P6\n2 2\n255\n123",
            b"P5\n-1 2\n255\n123",
            b"P5",
        ] {
            assert!(Picture::from_pnm(file).is_err(), "{file:?}");
        }
    }

    #[test]
    fn extensions() {
        for (name, format) in [("a.png", Format::Png), ("b.JPG", Format::Jpeg), ("c.jpeg", Format::Jpeg)] {
            assert_eq!(Format::of(Path::new(name)).unwrap(), format);
        }
        assert_eq!(Format::of(Path::new("x.y.pgm")).unwrap(), Format::Pgm);
        for name in ["gif.gif", "png", ".png", "a.", "a.png.txt"] {
            assert_eq!(Format::of(Path::new(name)).unwrap_err().status, Status::Usage, "{name}");
        }
    }
}
