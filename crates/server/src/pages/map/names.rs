//! Names beside their places, so that none lies on another.

use super::plane::WIDTH;

/// A letter's mean width and a line's height, in units of the picture.
const LETTER: f64 = 6.9;
const LINE: f64 = 17.0;

#[derive(Clone, Copy)]
struct Area {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Area {
    fn meets(self, other: Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }
}

/// A picture on which names find their places.
pub struct Names {
    taken: Vec<Area>,
    height: f64,
}

/// Where a name stands.
pub struct Name {
    pub text: String,
    pub x: String,
    pub y: String,
    /// For `text-anchor`.
    pub anchor: &'static str,
}

impl Names {
    /// On a picture of a height.
    pub fn new(height: f64) -> Self {
        Self {
            taken: Vec::new(),
            height,
        }
    }

    /// Keeps a mark free.
    pub fn keep(&mut self, (x, y): (f64, f64), radius: f64) {
        self.taken.push(Area {
            left: x - radius,
            top: y - radius,
            right: x + radius,
            bottom: y + radius,
        });
    }

    /// Puts a name beside a mark: to the right, to the left, below or above, where it is free.
    #[expect(clippy::cast_precision_loss, reason = "a name's length")]
    pub fn put(&mut self, text: String, (x, y): (f64, f64), radius: f64) -> Name {
        let width = text.chars().count() as f64 * LETTER;
        let (near, far) = (radius + 5.0, radius + LINE - 2.0);
        let candidates = [
            ("start", x + near, y, x + near),
            ("end", x - near, y, x - near - width),
            ("middle", x, y + far, x - width / 2.0),
            ("middle", x, y - far, x - width / 2.0),
        ];
        let areas = candidates.map(|(_, _, y, left)| Area {
            left,
            top: y - LINE / 2.0,
            right: left + width,
            bottom: y + LINE / 2.0,
        });
        let is_inside = |area: &Area| {
            area.left >= 4.0
                && area.right <= WIDTH - 4.0
                && area.top >= 2.0
                && area.bottom <= self.height - 2.0
        };
        let is_free = |area: &Area| !self.taken.iter().any(|taken| taken.meets(*area));
        let best = areas
            .iter()
            .position(|area| is_inside(area) && is_free(area));
        // Where all is crowded, a name that lies on another can be read better than one cut off.
        let chosen = best.or_else(|| areas.iter().position(is_inside));
        let chosen = chosen.unwrap_or(0);
        self.taken.push(areas[chosen]);
        let (anchor, x, y, _) = candidates[chosen];
        Name {
            text,
            x: format!("{x:.0}"),
            y: format!("{y:.0}"),
            anchor,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_lie_on_each_other() {
        let mut names = Names::new(400.0);
        let marks = [(300.0, 100.0), (320.0, 104.0), (300.0, 118.0)];
        for mark in marks {
            names.keep(mark, 12.0);
        }
        let anchors = marks.map(|mark| names.put("Tienda Salamanca".to_owned(), mark, 12.0).anchor);
        assert_eq!(anchors, ["end", "start", "end"]);
        // At the right edge, a name stands to the left.
        assert_eq!(
            names
                .put("Hotel".to_owned(), (WIDTH - 20.0, 300.0), 12.0)
                .anchor,
            "end"
        );
    }
}
