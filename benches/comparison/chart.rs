//! The bar chart: ratios to the base, on a logarithmic axis, in groups by thing.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::Comparison;
use crate::picture::{Drawing, PlotError, colour, failed};

/// Space around the chart, in pixels: for the labels of the axis, the caption and the legend, and the names.
const LEFT: i32 = 60;
const TOP: i32 = 64;
const RIGHT: i32 = 20;
const BOTTOM: i32 = 90;
/// The marks of the axis.
const MARKS: [f64; 15] = [0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0, 20.0, 50.0, 100.0];

impl Drawing for Comparison {
    fn draw<B: DrawingBackend>(&self, area: &DrawingArea<B, Shift>) -> Result<(), PlotError> {
        let ways: Vec<usize> = (0..self.ways.len()).filter(|&way| way != self.base).collect();
        let shown: Vec<usize> = ways.into_iter().filter(|&way| self.overall(way, Self::ratio).is_some()).collect();
        let mut groups: Vec<(String, Vec<Option<f64>>)> = Vec::new();
        for thing in &self.things {
            groups.push((thing.name.clone(), shown.iter().map(|&way| self.ratio(thing, way)).collect()));
        }
        let mean = |&way: &usize| self.overall(way, Self::ratio).map(|overall| overall.mean);
        groups.push(("geometric mean".into(), shown.iter().map(mean).collect()));
        let ratios = || groups.iter().flat_map(|(_, bars)| bars.iter().flatten().copied());
        let least = ratios().reduce(f64::min).ok_or_else(|| failed("nothing was measured"))?.min(0.8) * 0.9;
        let most = ratios().fold(1.25, f64::max) * 1.1;
        let (width, height) = (Self::SIZE.0 as i32, Self::SIZE.1 as i32);
        let scale = f64::from(height - TOP - BOTTOM) / (most / least).ln();
        let y_of = |ratio: f64| height - BOTTOM - ((ratio / least).ln() * scale) as i32;
        let font = |pos| TextStyle::from(("sans-serif", 15)).pos(pos);

        let caption = format!("{}: times {}", self.title, self.ways[self.base].name);
        area.draw(&Text::new(caption, (LEFT, 12), ("sans-serif", 20))).map_err(failed)?;
        for mark in MARKS.into_iter().filter(|mark| (least..most).contains(mark)) {
            let y = y_of(mark);
            let style = if mark == 1.0 { BLACK.stroke_width(2) } else { BLACK.mix(0.2).stroke_width(1) };
            area.draw(&PathElement::new([(LEFT, y), (width - RIGHT, y)], style)).map_err(failed)?;
            let label = Text::new(mark.to_string(), (LEFT - 6, y), font(Pos::new(HPos::Right, VPos::Center)));
            area.draw(&label).map_err(failed)?;
        }
        let step = f64::from(width - LEFT - RIGHT) / groups.len() as f64;
        let bar = step * 0.8 / shown.len() as f64;
        for (i, (name, bars)) in groups.iter().enumerate() {
            let left = f64::from(LEFT) + step * (i as f64 + 0.1);
            for (k, ratio) in bars.iter().enumerate() {
                let Some(ratio) = ratio else { continue };
                let (from, to) = ((left + bar * k as f64) as i32, (left + bar * (k as f64 + 1.0)) as i32 - 1);
                let corners = [(from, y_of(*ratio).min(y_of(1.0))), (to.max(from + 1), y_of(*ratio).max(y_of(1.0)))];
                area.draw(&Rectangle::new(corners, colour(k).filled())).map_err(failed)?;
            }
            // Names of neighbours would touch each other.
            let at = ((left + step * 0.4) as i32, height - BOTTOM + 10 + 22 * (i as i32 % 3));
            area.draw(&Text::new(name.clone(), at, font(Pos::new(HPos::Center, VPos::Top)))).map_err(failed)?;
        }
        let mut x = LEFT;
        for (k, &way) in shown.iter().enumerate() {
            area.draw(&Rectangle::new([(x, 42), (x + 16, 56)], colour(k).filled())).map_err(failed)?;
            area.draw(&Text::new(self.ways[way].name.clone(), (x + 22, 41), ("sans-serif", 15))).map_err(failed)?;
            x += 50 + 9 * self.ways[way].name.len() as i32;
        }
        Ok(())
    }
}
