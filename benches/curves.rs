//! How times grow with sizes: table, JSON and a picture of time per byte.

use std::fmt::Write as _;

use plotters::coord::Shift;
use plotters::prelude::*;
use serde_json::{Value, json};

use crate::picture::{Drawing, Format, PlotError, colour, failed, render};

/// The times of one kind of text in one way.
#[derive(Debug, Clone)]
pub struct Curve {
    /// The kind of text.
    pub shape: String,
    /// The way.
    pub way: String,
    /// Bytes, and nanoseconds for all of them, by growing size.
    pub points: Vec<(usize, f64)>,
}

impl Curve {
    /// The exponent of the power of the size that fits the times best (by least squares of logarithms): 1 is linear,
    /// 2 quadratic. `None` for less than two sizes.
    #[must_use]
    pub fn exponent(&self) -> Option<f64> {
        let logs: Vec<(f64, f64)> = self.points.iter().map(|&(size, time)| ((size as f64).ln(), time.ln())).collect();
        let count = logs.len() as f64;
        let (x, y) = logs.iter().fold((0.0, 0.0), |(x, y), log| (x + log.0 / count, y + log.1 / count));
        let spread: f64 = logs.iter().map(|log| (log.0 - x).powi(2)).sum();
        let common: f64 = logs.iter().map(|log| (log.0 - x) * (log.1 - y)).sum();
        (spread > 0.0).then(|| common / spread)
    }
}

/// Curves of several kinds of text in several ways.
#[derive(Debug, Clone, Default)]
pub struct Curves {
    /// All of them; those of a kind of text follow each other.
    pub curves: Vec<Curve>,
}

impl Curves {
    /// Kinds of text, in order.
    fn shapes(&self) -> Vec<&str> {
        let mut shapes: Vec<&str> = self.curves.iter().map(|curve| curve.shape.as_str()).collect();
        shapes.dedup();
        shapes
    }

    fn of<'a>(&'a self, shape: &'a str) -> impl Iterator<Item = &'a Curve> {
        self.curves.iter().filter(move |curve| curve.shape == shape)
    }

    /// The table: nanoseconds per byte at each size, and the exponent of the growth.
    #[must_use]
    pub fn table(&self) -> String {
        let mut text = String::new();
        for shape in self.shapes() {
            let gap = if text.is_empty() { "" } else { "\n" };
            let _ = write!(text, "{gap}{shape:<26}");
            let most = self.of(shape).map(|curve| curve.points.as_slice()).max_by_key(|points| points.len());
            for (size, _) in most.unwrap_or_default() {
                let _ = write!(text, " {:>8}", kilobytes(*size));
            }
            text.push_str("  exponent\n");
            for curve in self.of(shape) {
                let _ = write!(text, "  {:<24}", curve.way);
                for (size, time) in &curve.points {
                    let _ = write!(text, " {:>8.1}", time / *size as f64);
                }
                match curve.exponent() {
                    Some(exponent) => _ = writeln!(text, "  {exponent:>8.2}"),
                    None => text.push('\n'),
                }
            }
        }
        text
    }

    /// An array of all curves.
    #[must_use]
    pub fn json(&self) -> String {
        let curve = |curve: &Curve| {
            let points: Vec<Value> =
                curve.points.iter().map(|(size, time)| json!({ "bytes": size, "ns": time.round() })).collect();
            json!({ "shape": curve.shape, "way": curve.way, "exponent": curve.exponent(), "points": points })
        };
        let all: Vec<Value> = self.curves.iter().map(curve).collect();
        serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"
    }

    /// The bytes of a picture file.
    ///
    /// # Errors
    /// When nothing was measured.
    pub fn plot(&self, format: Format) -> Result<Vec<u8>, PlotError> {
        render(self, format)
    }
}

fn kilobytes(size: usize) -> String {
    format!("{:.0} KB", size as f64 / 1024.0)
}

/// Charts side by side.
const COLUMNS: usize = 3;
/// Height of the legend.
const LEGEND: u32 = 30;

impl Drawing for Curves {
    const SIZE: (u32, u32) = (1440, 900);

    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<(), PlotError> {
        let shapes = self.shapes();
        let mut ways: Vec<&str> = Vec::new();
        for curve in &self.curves {
            if !ways.contains(&curve.way.as_str()) {
                ways.push(&curve.way);
            }
        }
        let (legend, charts) = area.split_vertically(LEGEND);
        let mut x = 20;
        for (i, way) in ways.iter().enumerate() {
            let line = PathElement::new([(x, 15), (x + 24, 15)], colour(i).stroke_width(3));
            legend.draw(&line).map_err(failed)?;
            legend.draw(&Text::new((*way).to_owned(), (x + 30, 7), ("sans-serif", 15))).map_err(failed)?;
            x += 60 + 9 * way.len() as i32;
        }
        let fields = charts.split_evenly((shapes.len().div_ceil(COLUMNS).max(1), COLUMNS));
        for (shape, field) in shapes.iter().zip(&fields) {
            self.draw_shape(field, shape, &ways)?;
        }
        if shapes.is_empty() { Err(failed("nothing was measured")) } else { Ok(()) }
    }
}

impl Curves {
    fn draw_shape<B: DrawingBackend>(
        &self,
        field: &DrawingArea<B, Shift>,
        shape: &str,
        ways: &[&str],
    ) -> Result<(), PlotError> {
        let points = || self.of(shape).flat_map(|curve| &curve.points);
        let sizes = || points().map(|point| point.0 as f64 / 1024.0);
        let least = sizes().reduce(f64::min).ok_or_else(|| failed("there are no points"))?;
        let largest = sizes().fold(least, f64::max);
        let most = points().map(|&(size, time)| time / size as f64).fold(1.0, f64::max);
        let mut chart = ChartBuilder::on(field)
            .caption(format!("{shape}: ns per byte"), ("sans-serif", 18))
            .margin(10)
            .x_label_area_size(34)
            .y_label_area_size(56)
            .build_cartesian_2d((least * 0.9..largest * 1.1).log_scale(), 0.0..most * 1.1)
            .map_err(failed)?;
        chart
            .configure_mesh()
            .label_style(("sans-serif", 15))
            .light_line_style(WHITE)
            .x_labels(5)
            .x_label_formatter(&|x| format!("{x:.0} KB"))
            .y_label_formatter(&|y| format!("{y:.0}"))
            .draw()
            .map_err(failed)?;
        for curve in self.of(shape) {
            let style = colour(ways.iter().position(|way| *way == curve.way).unwrap_or(0)).stroke_width(2);
            let points = curve.points.iter().map(|&(size, time)| (size as f64 / 1024.0, time / size as f64));
            chart.draw_series(LineSeries::new(points, style)).map_err(failed)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(shape: &str, way: &str, power: f64) -> Curve {
        let points = [1000, 4000, 16_000].map(|size| (size, (size as f64).powf(power) * 3.0));
        Curve { shape: shape.into(), way: way.into(), points: points.to_vec() }
    }

    #[test]
    fn exponents_tell_linear_from_quadratic() {
        for power in [0.5, 1.0, 2.0] {
            assert!((curve("", "", power).exponent().unwrap() - power).abs() < 1e-9);
        }
        assert_eq!(Curve { shape: String::new(), way: String::new(), points: vec![(1, 1.0)] }.exponent(), None);
    }

    #[test]
    fn all_forms_have_all_curves() {
        let curves =
            Curves { curves: vec![curve("loops", "a", 1.0), curve("loops", "b", 2.0), curve("calls", "a", 1.0)] };
        let table = curves.table();
        assert_eq!(table.matches("  a ").count(), 2, "{table}");
        assert!(table.contains("loops") && table.contains("1.00") && table.contains("2.00"), "{table}");
        let value: Value = serde_json::from_str(&curves.json()).unwrap();
        assert_eq!(value[1]["points"][2]["bytes"].as_u64(), Some(16_000));
        assert!(String::from_utf8(curves.plot(Format::Svg).unwrap()).unwrap().contains("calls: ns per byte"));
        assert!(Curves::default().plot(Format::Svg).is_err());
    }
}
