//! Pictures: files of either format, from the same drawing.

mod canvas;

use std::fmt::Display;
use std::path::Path;

use plotters::coord::Shift;
use plotters::prelude::*;

use self::canvas::Canvas;

/// A picture's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Vectors.
    Svg,
    /// Pixels.
    Png,
}

impl Format {
    /// By the ending of a file's name.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "svg" => Some(Self::Svg),
            "png" => Some(Self::Png),
            _ => None,
        }
    }
}

/// Why there is no picture.
#[derive(Debug)]
pub struct PlotError(String);

impl Display for PlotError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PlotError {}

pub(crate) fn failed(error: impl Display) -> PlotError {
    PlotError(error.to_string())
}

/// Something that draws itself.
pub(crate) trait Drawing {
    /// Width and height.
    const SIZE: (u32, u32) = (1440, 720);

    /// Draws on the white area.
    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<(), PlotError>;
}

/// The bytes of a picture file.
pub(crate) fn render<D: Drawing>(drawing: &D, format: Format) -> Result<Vec<u8>, PlotError> {
    match format {
        Format::Svg => {
            let mut text = String::new();
            finish(drawing, SVGBackend::with_string(&mut text, D::SIZE).into_drawing_area())?;
            Ok(text.into_bytes())
        }
        Format::Png => {
            let mut pixels = vec![0; (D::SIZE.0 * D::SIZE.1 * 3) as usize];
            finish(drawing, Canvas::new(&mut pixels, D::SIZE).into_drawing_area())?;
            canvas::png(&pixels, D::SIZE).map_err(failed)
        }
    }
}

fn finish<B: DrawingBackend>(drawing: &impl Drawing, area: DrawingArea<B, Shift>) -> Result<(), PlotError> {
    area.fill(&WHITE).map_err(failed)?;
    drawing.draw(&area)?;
    area.present().map_err(failed)
}

/// Colours that are told apart on white: hues by the golden ratio, light and dark in turns.
pub(crate) fn colour(i: usize) -> HSLColor {
    const GOLDEN: f64 = 0.618_033_988_75;
    HSLColor((0.58 + GOLDEN * i as f64).fract(), 0.8, [0.4, 0.28, 0.5][i % 3])
}
