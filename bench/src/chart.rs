//! A chart of latencies as SVG.

use std::{ops::Range, path::Path};

use anyhow::anyhow;
use plotters::{
    coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged},
    element::DashedPathElement,
    prelude::*,
    series::DashedLineSeries,
};

use crate::ways::Kind;

const SIZE: (u32, u32) = (880, 520);
const FONT: &str = "sans-serif";
const INK: RGBColor = RGBColor(31, 41, 55);
const GRID: RGBColor = RGBColor(226, 232, 240);

impl Kind {
    /// The same on all charts; told apart with any sight of colours, after Okabe and Ito.
    fn colour(self) -> RGBColor {
        match self {
            Self::Service => RGBColor(0, 114, 178),
            Self::Engine => RGBColor(0, 158, 115),
            Self::Floor => RGBColor(230, 159, 0),
            Self::Rows => RGBColor(204, 121, 167),
            Self::Usual => RGBColor(213, 94, 0),
        }
    }
}

/// How numbers are laid along an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Each step as long as another.
    Linear,
    /// Each factor as long as another.
    Logarithmic,
}

/// An axis.
#[derive(Debug, Clone, Copy)]
pub struct Axis {
    /// What it shows.
    pub title: &'static str,
    /// How.
    pub scale: Scale,
}

/// The latencies of a way.
#[derive(Debug, Clone)]
pub struct Line {
    /// The way.
    pub way: Kind,
    /// Where on the horizontal axis, the median, and the 99th percentile, in milliseconds.
    pub points: Vec<(f64, f64, f64)>,
}

/// A chart.
#[derive(Debug, Clone)]
pub struct Chart {
    /// What it shows.
    pub title: &'static str,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical one, of milliseconds.
    pub y: Axis,
    /// One a way.
    pub lines: Vec<Line>,
}

impl Axis {
    /// Where a value stands.
    fn place(self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => value,
            Scale::Logarithmic => value.max(0.001).log10(),
        }
    }

    /// The ends, and what is written between.
    fn ticks(self, values: impl Iterator<Item = f64>) -> Vec<f64> {
        let (mut low, mut high) = (f64::MAX, f64::MIN);
        for value in values {
            (low, high) = (low.min(value), high.max(value));
        }
        match self.scale {
            Scale::Logarithmic => {
                let (first, last) = (self.place(low).floor(), self.place(high).ceil());
                steps(first, last.max(first + 1.0), 1.0)
            }
            Scale::Linear => {
                let rough = (high / 5.0).max(0.001);
                let power = 10_f64.powf(rough.log10().floor());
                let step = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
                let step = step
                    .into_iter()
                    .find(|step| *step >= rough)
                    .unwrap_or(rough);
                steps(0.0, (high / step).ceil().max(1.0) * step, step)
            }
        }
    }

    /// What is written at a place.
    fn label(self, place: f64) -> String {
        let value = match self.scale {
            Scale::Linear => place,
            Scale::Logarithmic => 10_f64.powf(place),
        };
        if value < 10.0 && value.fract().abs() > 0.001 {
            return format!("{value:.2}").trim_end_matches('0').to_owned();
        }
        let digits = format!("{value:.0}");
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }
}

fn steps(first: f64, last: f64, step: f64) -> Vec<f64> {
    let number = ((last - first) / step).round();
    let mut ticks = vec![first];
    let mut at = 1.0;
    while at <= number {
        ticks.push(first + at * step);
        at += 1.0;
    }
    ticks
}

/// A range of places, from the first tick to the last.
struct Ticks(Vec<f64>);

impl Ranged for Ticks {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn range(&self) -> Range<f64> {
        self.0[0]..self.0[self.0.len() - 1]
    }

    #[expect(clippy::cast_possible_truncation, reason = "a pixel's number")]
    fn map(&self, place: &f64, pixels: (i32, i32)) -> i32 {
        let Range { start, end } = self.range();
        let part = (place - start) / (end - start);
        pixels.0 + (f64::from(pixels.1 - pixels.0) * part).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.0.clone()
    }
}

/// Writes a chart.
///
/// # Errors
///
/// A file that cannot be written.
pub fn write(path: &Path, chart: &Chart) -> anyhow::Result<()> {
    // The library's error borrows what draws.
    draw(path, chart).map_err(|error| anyhow!("cannot write {}: {error}", path.display()))
}

fn draw(path: &Path, chart: &Chart) -> Result<(), Box<dyn std::error::Error>> {
    let points = || chart.lines.iter().flat_map(|line| &line.points);
    let x_ticks = chart.x.ticks(points().map(|point| point.0));
    // A third more, for the legend.
    let latencies = points().flat_map(|point| [point.1, point.2, point.2 * 1.35]);
    let y_ticks = chart.y.ticks(latencies);
    let (x_count, y_count) = (x_ticks.len(), y_ticks.len());
    let area = SVGBackend::new(path, SIZE).into_drawing_area();
    area.fill(&WHITE)?;
    let text = |size: i32| (FONT, size).into_font().color(&INK);
    let mut canvas = ChartBuilder::on(&area)
        .caption(chart.title, text(21))
        .margin(18)
        .margin_right(34)
        .x_label_area_size(52)
        .y_label_area_size(70)
        .build_cartesian_2d(Ticks(x_ticks), Ticks(y_ticks))?;
    canvas
        .configure_mesh()
        .x_labels(x_count)
        .y_labels(y_count)
        .x_desc(chart.x.title)
        .y_desc(chart.y.title)
        .x_label_formatter(&|place| chart.x.label(*place))
        .y_label_formatter(&|place| chart.y.label(*place))
        .label_style(text(14))
        .axis_desc_style(text(15))
        .axis_style(INK.mix(0.5))
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .draw()?;
    for line in &chart.lines {
        draw_line(&mut canvas, chart, line)?;
    }
    canvas
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .margin(14)
        .background_style(WHITE.mix(0.9))
        .border_style(GRID)
        .label_font(text(14))
        .draw()?;
    area.present()?;
    Ok(())
}

type Canvas<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<Ticks, Ticks>>;

/// The median as a line with its points, the 99th percentile as a dashed one.
fn draw_line(
    canvas: &mut Canvas<'_>,
    chart: &Chart,
    line: &Line,
) -> Result<(), Box<dyn std::error::Error>> {
    let (colour, name) = (line.way.colour(), line.way.as_str());
    let place = |x, y| (chart.x.place(x), chart.y.place(y));
    let medians: Vec<_> = line.points.iter().map(|one| place(one.0, one.1)).collect();
    let slowest = line.points.iter().map(|one| place(one.0, one.2));
    let style = colour.stroke_width(3);
    canvas
        .draw_series(LineSeries::new(medians.clone(), style))?
        .label(format!("{name}, median"))
        .legend(move |(x, y)| PathElement::new([(x, y), (x + 22, y)], style));
    let dots = medians
        .iter()
        .map(|at| Circle::new(*at, 4, colour.filled()));
    canvas.draw_series(dots)?;
    let thin = colour.stroke_width(2);
    canvas
        .draw_series(DashedLineSeries::new(slowest, 5, 4, thin))?
        .label(format!("{name}, 99th percentile"))
        .legend(move |(x, y)| DashedPathElement::new([(x, y), (x + 22, y)], 5, 4, thin));
    Ok(())
}
