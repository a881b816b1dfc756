//! A piece of the earth, flat as it is at this size.

use crate::pages::visitor::{Row, number};

pub const WIDTH: f64 = 720.0;
/// Room for names beside and above the outermost places.
const SIDE: f64 = 120.0;
const ABOVE: f64 = 40.0;
/// No taller than a screen of 800 pixels below the heads of the page.
const TALLEST: f64 = 430.0;
/// Of a degree of latitude.
const KILOMETRES: f64 = 111.2;

/// x and y on the picture.
pub type Point = (f64, f64);

pub struct Plane {
    west: f64,
    north: f64,
    /// A degree of longitude is as long as so much of one of latitude.
    narrow: f64,
    /// Units of the picture a degree of latitude.
    scale: f64,
    pub height: f64,
}

impl Plane {
    /// As large as rows with a place need it.
    pub fn around<'a>(rows: impl Iterator<Item = &'a Row>) -> Self {
        let points = rows.map(|row| (number(row, "longitude"), number(row, "latitude")));
        let points: Vec<(f64, f64)> = points.collect();
        let fold = |pick: fn(&(f64, f64)) -> f64, best: fn(f64, f64) -> f64| {
            points.iter().map(pick).reduce(best).unwrap_or_default()
        };
        let (west, east) = (fold(|p| p.0, f64::min), fold(|p| p.0, f64::max));
        let (south, north) = (fold(|p| p.1, f64::min), fold(|p| p.1, f64::max));
        let narrow = (f64::midpoint(south, north)).to_radians().cos();
        // No smaller than a few streets.
        let (across, along) = (
            ((east - west) * narrow).max(0.004),
            (north - south).max(0.002),
        );
        let scale = ((WIDTH - 2.0 * SIDE) / across).min(TALLEST / along);
        let middle = (WIDTH - across * scale) / 2.0;
        Self {
            west: west - middle / scale / narrow,
            north,
            narrow,
            scale,
            height: along * scale + 2.0 * ABOVE,
        }
    }

    /// Where a row is on the picture.
    pub fn place(&self, row: &Row) -> Point {
        let x = (number(row, "longitude") - self.west) * self.narrow * self.scale;
        let y = (self.north - number(row, "latitude")) * self.scale + ABOVE;
        (x, y)
    }

    /// A round distance of about a fifth of the width.
    pub fn round_kilometres(&self) -> f64 {
        let fifth = WIDTH / 5.0 / self.scale * KILOMETRES;
        let unit = 10f64.powf(fifth.log10().floor());
        let steps = [5.0, 2.0, 1.0];
        steps
            .into_iter()
            .find(|step| step * unit <= fifth)
            .unwrap_or(1.0)
            * unit
    }

    /// So many kilometres on the picture.
    pub fn length(&self, kilometres: f64) -> f64 {
        kilometres / KILOMETRES * self.scale
    }
}
