//! Names beside their places, so that none lies on another, nor on a way where there is room.

use super::plane::WIDTH;

/// A letter's mean width and a line's height, in units of the picture.
const LETTER: f64 = 6.9;
const LINE: f64 = 17.0;

/// What it costs to lie on a mark or a name, on a way, and to stand a little further off. A name
/// on another cannot be read; one on a way can, thanks to its halo.
const ON_NAME: f64 = 100.0;
const ON_WAY: f64 = 10.0;
const FURTHER: f64 = 1.0;

type Point = (f64, f64);
/// `text-anchor`, x and y.
type Place = (&'static str, f64, f64);

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

    /// Whether a straight line runs through it: what is left of the line when it is cut off at each
    /// side (Liang and Barsky).
    fn is_crossed(self, (from, to): (Point, Point)) -> bool {
        let (across, along) = (to.0 - from.0, to.1 - from.1);
        let mut rest = (0.0, 1.0);
        for (run, room) in [
            (-across, from.0 - self.left),
            (across, self.right - from.0),
            (-along, from.1 - self.top),
            (along, self.bottom - from.1),
        ] {
            if run < 0.0 {
                rest.0 = f64::max(rest.0, room / run);
            } else if run > 0.0 {
                rest.1 = f64::min(rest.1, room / run);
            } else if room < 0.0 {
                return false;
            }
        }
        rest.0 <= rest.1
    }
}

/// A picture on which names find their places.
pub struct Captions {
    taken: Vec<Area>,
    ways: Vec<(Point, Point)>,
    height: f64,
}

/// Where a name stands.
pub struct Caption {
    pub text: String,
    pub x: String,
    pub y: String,
    /// For `text-anchor`.
    pub anchor: &'static str,
    /// A class of the style sheet.
    pub tone: &'static str,
}

impl Captions {
    /// On a picture of a height.
    pub fn new(height: f64) -> Self {
        Self {
            taken: Vec::new(),
            ways: Vec::new(),
            height,
        }
    }

    /// Keeps a mark free.
    pub fn keep(&mut self, (x, y): Point, radius: f64) {
        self.taken.push(Area {
            left: x - radius,
            top: y - radius,
            right: x + radius,
            bottom: y + radius,
        });
    }

    /// Keeps the lower left corner free.
    pub fn keep_corner(&mut self, width: f64, height: f64) {
        self.taken.push(Area {
            left: 0.0,
            top: self.height - height,
            right: width,
            bottom: self.height,
        });
    }

    /// Keeps a way free where there is room.
    pub fn keep_way(&mut self, points: &[Point]) {
        let legs = points.windows(2).map(|leg| (leg[0], leg[1]));
        self.ways.extend(legs);
    }

    /// Puts a name beside a mark, where it costs least.
    #[expect(clippy::cast_precision_loss, reason = "a name's length")]
    pub fn put(&mut self, text: String, (x, y): Point, radius: f64) -> Caption {
        let width = text.chars().count() as f64 * LETTER;
        let mut best: Option<(f64, Area, Place)> = None;
        for further in [0.0, 8.0, 18.0] {
            let (beside, above) = (radius + 5.0 + further, radius + LINE - 2.0 + further);
            let slant = 0.9 * radius + 5.0 + further;
            let candidates = [
                ("start", x + beside, y),
                ("end", x - beside, y),
                ("middle", x, y + above),
                ("middle", x, y - above),
                ("start", x + slant, y + slant),
                ("start", x + slant, y - slant),
                ("end", x - slant, y + slant),
                ("end", x - slant, y - slant),
            ];
            for (rank, candidate) in candidates.into_iter().enumerate() {
                let (area, candidate) = inside(area(candidate, width), candidate);
                let cost = self.cost(area) + further * FURTHER / 4.0 + rank as f64 * FURTHER / 8.0;
                if best.is_none_or(|(least, ..)| cost < least) {
                    best = Some((cost, area, candidate));
                }
            }
        }
        let (_, area, (anchor, x, y)) = best.expect("there are candidates");
        self.taken.push(area);
        Caption {
            text,
            x: format!("{x:.0}"),
            y: format!("{y:.0}"),
            anchor,
            tone: "",
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "some names")]
    fn cost(&self, area: Area) -> f64 {
        let is_inside = area.top >= 2.0 && area.bottom <= self.height - 2.0;
        // One that is cut off, above or below, is worse than all that it could lie on.
        let outside = if is_inside { 0.0 } else { 1e6 };
        let names = self.taken.iter().filter(|taken| taken.meets(area)).count();
        let ways = self.ways.iter().filter(|way| area.is_crossed(**way));
        outside + names as f64 * ON_NAME + ways.count() as f64 * ON_WAY
    }
}

fn area((anchor, x, y): Place, width: f64) -> Area {
    let left = match anchor {
        "start" => x,
        "end" => x - width,
        _ => x - width / 2.0,
    };
    Area {
        left,
        top: y - LINE / 2.0,
        right: left + width,
        bottom: y + LINE / 2.0,
    }
}

/// What would be cut off at a side begins there instead.
fn inside(area: Area, place: Place) -> (Area, Place) {
    let room = (4.0, WIDTH - 4.0);
    let moved = |by: f64| Area {
        left: area.left + by,
        right: area.right + by,
        ..area
    };
    if area.left < room.0 {
        (moved(room.0 - area.left), ("start", room.0, place.2))
    } else if area.right > room.1 {
        (moved(room.1 - area.right), ("end", room.1, place.2))
    } else {
        (area, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_do_not_lie_on_each_other() {
        let mut names = Captions::new(400.0);
        let marks = [(300.0, 100.0), (320.0, 104.0), (300.0, 118.0)];
        for mark in marks {
            names.keep(mark, 12.0);
        }
        let put = marks.map(|mark| names.put("Tienda Salamanca".to_owned(), mark, 12.0));
        let areas = put.map(|one| {
            let place = (one.anchor, one.x.parse().unwrap(), one.y.parse().unwrap());
            area(place, 16.0 * LETTER)
        });
        for (index, one) in areas.iter().enumerate() {
            assert!(areas[index + 1..].iter().all(|other| !one.meets(*other)));
        }
        // At the right edge, a name stands to the left.
        let edge = names.put("Hotel".to_owned(), (WIDTH - 20.0, 300.0), 12.0);
        assert_eq!(edge.anchor, "end");
    }

    #[test]
    fn a_way_does_not_run_through_a_name() {
        let mut names = Captions::new(400.0);
        names.keep_way(&[(300.0, 100.0), (600.0, 102.0)]);
        names.keep((300.0, 100.0), 12.0);
        let name = names.put("Hotel".to_owned(), (300.0, 100.0), 12.0);
        assert_eq!(name.anchor, "end");
        // Where a way leaves it no room beside its mark, it begins at the picture's edge.
        let mark = (60.0, 300.0);
        names.keep(mark, 12.0);
        names.keep_way(&[mark, (400.0, 302.0)]);
        let name = names.put("Restaurante Casa Ramonet".to_owned(), mark, 12.0);
        assert_eq!((name.anchor, name.x.as_str()), ("start", "4"));
        // Where the scale is, a name stands above.
        let mut names = Captions::new(400.0);
        names.keep_corner(200.0, 46.0);
        let name = names.put("Furgón Espiga".to_owned(), (120.0, 380.0), 16.0);
        assert!(name.y.parse::<f64>().unwrap() < 354.0, "{}", name.y);
        let across = ((0.0, 0.0), (100.0, 100.0));
        let at = |left, top| area(("start", left, top), 20.0);
        assert!(at(40.0, 50.0).is_crossed(across));
        assert!(!at(60.0, 20.0).is_crossed(across));
        assert!(!at(120.0, 120.0).is_crossed(across));
    }
}
