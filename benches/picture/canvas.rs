//! Pixels with text: plotters' bitmap has no font unless it may load one from the system, which need not have any.

use image::{ExtendedColorType, ImageEncoder as _, ImageError, codecs::png::PngEncoder};
use noto_sans_mono_bitmap::{FontWeight, RasterHeight, get_raster, get_raster_width};
use plotters::backend::BitMapBackend;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};

/// A bitmap that writes with a font of its own.
pub(super) struct Canvas<'a> {
    bitmap: BitMapBackend<'a>,
}

type Error<'a> = <BitMapBackend<'a> as DrawingBackend>::ErrorType;
type Drawn<'a> = Result<(), DrawingErrorKind<Error<'a>>>;

impl<'a> Canvas<'a> {
    /// Over `pixels`, three bytes each.
    pub(super) fn new(pixels: &'a mut [u8], size: (u32, u32)) -> Self {
        Self { bitmap: BitMapBackend::with_buffer(pixels, size) }
    }
}

/// The bytes of a PNG file.
pub(super) fn png(pixels: &[u8], (width, height): (u32, u32)) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(pixels, width, height, ExtendedColorType::Rgb8)?;
    Ok(bytes)
}

/// The font's height that is nearest to the one that is asked for.
fn height(style: &impl BackendTextStyle) -> RasterHeight {
    if style.size() < 18.0 { RasterHeight::Size16 } else { RasterHeight::Size20 }
}

fn extent(text: &str, height: RasterHeight) -> (i32, i32) {
    let width = get_raster_width(FontWeight::Regular, height) * text.chars().count();
    (width as i32, height.val() as i32)
}

impl<'a> DrawingBackend for Canvas<'a> {
    type ErrorType = Error<'a>;

    fn get_size(&self) -> (u32, u32) {
        self.bitmap.get_size()
    }

    fn ensure_prepared(&mut self) -> Drawn<'a> {
        self.bitmap.ensure_prepared()
    }

    fn present(&mut self) -> Drawn<'a> {
        self.bitmap.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn<'a> {
        self.bitmap.draw_pixel(point, color)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn<'a> {
        self.bitmap.draw_line(from, to, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn<'a> {
        self.bitmap.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Drawn<'a> {
        let height = height(style);
        let (width, tall) = extent(text, height);
        let left = match style.anchor().h_pos {
            HPos::Left => 0,
            HPos::Center => -width / 2,
            HPos::Right => -width,
        };
        let top = match style.anchor().v_pos {
            VPos::Top => 0,
            VPos::Center => -tall / 2,
            VPos::Bottom => -tall,
        };
        let color = style.color();
        let step = get_raster_width(FontWeight::Regular, height);
        for (i, character) in text.chars().enumerate() {
            // The font has ASCII; nothing else is written here.
            let Some(glyph) = get_raster(character, FontWeight::Regular, height) else { continue };
            for (y, row) in glyph.rows().enumerate() {
                for (x, &strength) in row.iter().enumerate().filter(|&(_, &strength)| strength > 0) {
                    let (x, y) = ((i * step + x) as i32 + left, y as i32 + top);
                    let (x, y) = style.transform().transform(x, y);
                    let alpha = color.alpha * f64::from(strength) / 255.0;
                    self.draw_pixel((at.0 + x, at.1 + y), BackendColor { alpha, ..color })?;
                }
            }
        }
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        text: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        let (width, height) = extent(text, height(style));
        Ok((width as u32, height as u32))
    }
}
