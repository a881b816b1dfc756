//! Where a mark stands that would hide another.

use super::plane::{Point, WIDTH};

/// A mark that is there: where it is, and its radius.
pub type Taken = (Point, f64);

/// Between two marks.
const GAP: f64 = 3.0;
/// How far from its place a mark is looked a place for, in steps, and in how many directions.
const STEPS: u8 = 12;
const STEP: f64 = 5.0;
const DIRECTIONS: u8 = 16;

/// The place nearest to a point at which a mark of a radius hides none of those that are there, on
/// a picture of a height; the point itself where there is no such place.
pub fn aside(at: Point, radius: f64, taken: &[Taken], height: f64) -> Point {
    let is_free = |place: &Point| {
        let apart = |one: &Taken| (one.0.0 - place.0).hypot(one.0.1 - place.1);
        let is_inside = (radius..=WIDTH - radius).contains(&place.0)
            && (radius..=height - radius).contains(&place.1);
        is_inside && taken.iter().all(|one| apart(one) >= one.1 + radius + GAP)
    };
    let around = (1..=STEPS).flat_map(|step| {
        (0..DIRECTIONS).map(move |direction| {
            let angle = f64::from(direction) / f64::from(DIRECTIONS) * std::f64::consts::TAU;
            let far = f64::from(step) * STEP;
            (at.0 + far * angle.cos(), at.1 + far * angle.sin())
        })
    });
    let mut places = std::iter::once(at).chain(around);
    places.find(is_free).unwrap_or(at)
}

/// So much of a mark's rim may be hidden, which leaves its number.
const RIM: f64 = 5.0;

/// The place on a straight way nearest to a point of it, at which a mark of a radius hides no more
/// than the rims of those that are there; none on a way that is too short.
pub fn along(at: Point, (from, to): (Point, Point), radius: f64, taken: &[Taken]) -> Option<Point> {
    const PLACES: u8 = 100;
    let is_free = |place: &Point| {
        let apart = |one: &Taken| (one.0.0 - place.0).hypot(one.0.1 - place.1);
        taken.iter().all(|one| apart(one) >= one.1 + radius - RIM)
    };
    let places = (0..=PLACES).map(|step| {
        let share = f64::from(step) / f64::from(PLACES);
        (
            from.0 + (to.0 - from.0) * share,
            from.1 + (to.1 - from.1) * share,
        )
    });
    let far = |place: &Point| (place.0 - at.0).hypot(place.1 - at.1);
    let free = std::iter::once(at).chain(places).filter(is_free);
    free.min_by(|one, other| far(one).total_cmp(&far(other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_stands_beside_those_that_it_would_hide() {
        let at = (300.0, 200.0);
        assert_eq!(aside(at, 15.0, &[], 400.0), at);
        let stop = ((304.0, 200.0), 12.0);
        let beside = aside(at, 15.0, &[stop], 400.0);
        let apart = (beside.0 - 304.0).hypot(beside.1 - 200.0);
        assert!((30.0..36.0).contains(&apart), "{apart}");
        // On its way, where that is long enough.
        let stops = [((300.0, 200.0), 13.0), ((344.0, 200.0), 13.0)];
        let way = (stops[0].0, stops[1].0);
        let place = along((304.0, 200.0), way, 12.0, &stops).expect("room");
        assert!(
            (320.0..324.0).contains(&place.0) && (199.0..201.0).contains(&place.1),
            "{place:?}"
        );
        let short = (stops[0].0, (330.0, 200.0));
        assert_eq!(
            along(
                (304.0, 200.0),
                short,
                12.0,
                &[stops[0], ((330.0, 200.0), 13.0)]
            ),
            None
        );
        // Not beyond the picture's edge, and where all is taken, where it is.
        let corner = aside((16.0, 16.0), 15.0, &[((16.0, 16.0), 12.0)], 400.0);
        assert!(corner.0 >= 15.0 && corner.1 >= 15.0, "{corner:?}");
        assert_eq!(aside(at, 15.0, &[(at, 900.0)], 400.0), at);
    }
}
