//! The picture: how the latencies are distributed, and what arguments cost.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::{Report, Row};
use crate::picture::{Drawing, Format, PlotError, colour, failed, render};
use crate::suite::Topic;
use crate::units::show;

const SIZE: (u32, u32) = Report::SIZE;
const ENTRY: RGBColor = RGBColor(0x1f, 0x77, 0xb4);
const EXIT: RGBColor = RGBColor(0xff, 0x7f, 0x0e);
/// Most curves in one chart.
const CURVES: usize = 18;
/// The legend below the curves has two columns.
const LEGEND_COLUMN: i32 = 390;
const LEGEND_LINE: i32 = 20;

impl Report {
    /// The bytes of a picture file.
    ///
    /// # Errors
    /// When nothing was measured that could be drawn.
    pub fn plot(&self, format: Format) -> Result<Vec<u8>, PlotError> {
        render(self, format)
    }

    /// The rows whose distribution is drawn: not the clock's, and the first ones if there are too many.
    fn curves(&self) -> Vec<&Row> {
        let own = |row: &&Row| row.name.arguments.is_none() && row.name.key != "clock";
        let of_mode = |row: &&Row| row.name.mode.is_none_or(|mode| mode == self.mode);
        self.rows.iter().filter(own).filter(of_mode).take(CURVES).collect()
    }

    fn draw_distributions<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<(), PlotError> {
        let rows = self.curves();
        let bound = |quantile, pick: fn(f64, f64) -> f64| {
            rows.iter().map(|row| row.whole.quantile(quantile)).reduce(pick).ok_or_else(|| failed("there are no rows"))
        };
        let (least, most) = (bound(0.0, f64::min)?.max(0.1), bound(0.99, f64::max)?);
        let legend_height = LEGEND_LINE * rows.len().div_ceil(2) as i32;
        let (area, legend) = area.split_vertically(SIZE.1 as i32 - legend_height - 12);
        let mut chart = ChartBuilder::on(&area)
            .caption("share of calls that take at most this long", ("sans-serif", 20))
            .margin(12)
            .x_label_area_size(40)
            .y_label_area_size(56)
            .build_cartesian_2d((least * 0.8..most * 1.25).log_scale(), 0.0..1.0)
            .map_err(failed)?;
        chart
            .configure_mesh()
            .label_style(("sans-serif", 15))
            .light_line_style(WHITE)
            .x_label_formatter(&|x| axis(*x))
            .y_label_formatter(&|y| format!("{:.0} %", 100.0 * y))
            .draw()
            .map_err(failed)?;
        for (i, row) in rows.into_iter().enumerate() {
            let style = colour(i).stroke_width(2);
            let mut below = 0.0;
            let steps = row.whole.distribution().into_iter().flat_map(|(x, share)| {
                let step = [(x, below), (x, share)];
                below = share;
                step
            });
            let inside = steps.filter(|&(x, _)| x <= most * 1.25);
            chart.draw_series(LineSeries::new(inside, style)).map_err(failed)?;
            let (x, y) = (LEGEND_COLUMN * (i as i32 % 2) + 40, LEGEND_LINE * (i as i32 / 2) + LEGEND_LINE / 2);
            legend.draw(&PathElement::new([(x, y), (x + 18, y)], style)).map_err(failed)?;
            let text = format!("{}: {}", row.name.what, show(row.whole.median()));
            legend.draw(&Text::new(text, (x + 24, y - 8), ("sans-serif", 15))).map_err(failed)?;
        }
        Ok(())
    }

    fn draw_series<B: DrawingBackend>(
        &self,
        area: &DrawingArea<B, Shift>,
        series: &[(usize, &Row)],
    ) -> Result<(), PlotError> {
        let split = series.iter().all(|(_, row)| row.parts.is_some());
        let bars: Vec<[f64; 2]> = series.iter().map(|(_, row)| heights(row, split)).collect();
        let most = bars.iter().map(|[entry, exit]| entry + exit).fold(0.1, f64::max);
        // Both ends of the range count.
        let last = series.len().saturating_sub(1).max(1);
        let caption = match self.topic {
            Topic::Batch => "median by size of the batch",
            _ => "median by number of arguments",
        };
        let mut chart = ChartBuilder::on(area)
            .caption(caption, ("sans-serif", 20))
            .margin(12)
            .x_label_area_size(40)
            .y_label_area_size(72)
            .build_cartesian_2d((0..last as u32).into_segmented(), 0.0..most * 1.25)
            .map_err(failed)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .label_style(("sans-serif", 15))
            .light_line_style(WHITE)
            .x_labels(series.len())
            .x_label_formatter(&|x| match x {
                SegmentValue::CenterOf(i) => series.get(*i as usize).map_or(String::new(), |(n, _)| n.to_string()),
                _ => String::new(),
            })
            .y_label_formatter(&|y| show(*y))
            .draw()
            .map_err(failed)?;
        let bar = |i: usize, from: f64, to: f64, colour: RGBColor| {
            let (left, right) = (SegmentValue::Exact(i as u32), SegmentValue::Exact(i as u32 + 1));
            let mut bar = Rectangle::new([(left, from), (right, to)], colour.filled());
            bar.set_margin(0, 0, 10, 10);
            bar
        };
        let box_of =
            |colour: RGBColor| move |(x, y): (i32, i32)| Rectangle::new([(x, y - 6), (x + 18, y + 6)], colour.filled());
        let entries = bars.iter().enumerate().map(|(i, [entry, _])| bar(i, 0.0, *entry, ENTRY));
        let small = TextStyle::from(("sans-serif", 15)).pos(Pos::new(HPos::Center, VPos::Bottom));
        let totals = bars.iter().enumerate().map(|(i, [entry, exit])| {
            let place = (SegmentValue::CenterOf(i as u32), entry + exit + most / 100.0);
            Text::new(show(entry + exit), place, small.clone())
        });
        chart.draw_series(totals).map_err(failed)?;
        let drawn = chart.draw_series(entries).map_err(failed)?;
        if !split {
            return Ok(());
        }
        drawn.label("entry: to the plugin's first instruction").legend(box_of(ENTRY));
        let exits = bars.iter().enumerate().map(|(i, [entry, exit])| bar(i, *entry, entry + exit, EXIT));
        chart.draw_series(exits).map_err(failed)?.label("exit: the rest").legend(box_of(EXIT));
        chart
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .label_font(("sans-serif", 15))
            .background_style(WHITE.mix(0.85))
            .border_style(BLACK.mix(0.3))
            .draw()
            .map_err(failed)
    }
}

impl Drawing for Report {
    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<(), PlotError> {
        let series = self.series();
        if series.is_empty() {
            return self.draw_distributions(area);
        }
        let (left, right) = area.split_horizontally(SIZE.0 * 11 / 20);
        self.draw_distributions(&left)?;
        self.draw_series(&right, &series)
    }
}

/// The lower and the upper part of a bar.
fn heights(row: &Row, split: bool) -> [f64; 2] {
    match &row.parts {
        Some([entry, exit]) if split => [entry.median(), exit.median()],
        _ => [row.whole.median(), 0.0],
    }
}

/// A label of the logarithmic axis.
fn axis(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        n if n >= 999_999.0 => (n / 1e6, "ms"),
        n if n >= 999.0 => (n / 1e3, "us"),
        n => (n, "ns"),
    };
    format!("{} {unit}", (value * 100.0).round() / 100.0)
}
