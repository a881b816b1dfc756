//! When a van that goes around a tour is where.

use super::{ground::Ground, profile::Delivery};

/// Minutes from day zero.
pub(super) type Minute = i64;

/// The times of a tour, and how far it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Timetable {
    pub(super) leaves: Minute,
    /// By stop, when service begins: not before the customer's window.
    pub(super) arrivals: Vec<Minute>,
    pub(super) returns: Minute,
    /// In hundredths of a kilometre.
    pub(super) distance: i64,
    /// Stops that are served after their window, and 1 for a return after the shift.
    pub(super) late: usize,
}

/// Where and when a tour may begin and must end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shift {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The first minute to leave at.
    pub(super) earliest: Minute,
    /// The last; the same as `earliest` for a van that is on the road.
    pub(super) latest: Minute,
    /// To be back by.
    pub(super) end: Minute,
}

/// The times of a tour that leaves at a minute.
fn walk(ground: &Ground, shift: &Shift, stops: &[&Delivery], leaves: Minute) -> Timetable {
    let (mut place, mut time) = (shift.from, leaves);
    let mut timetable = Timetable {
        leaves,
        arrivals: Vec::new(),
        returns: leaves,
        distance: 0,
        late: 0,
    };
    for stop in stops {
        timetable.distance += ground.distance(place, stop.place);
        time = (time + ground.minutes(place, stop.place)).max(stop.window.0);
        timetable.late += usize::from(time > stop.window.1);
        timetable.arrivals.push(time);
        time += stop.service;
        place = stop.place;
    }
    timetable.distance += ground.distance(place, shift.to);
    timetable.returns = time + ground.minutes(place, shift.to);
    timetable.late += usize::from(timetable.returns > shift.end);
    timetable
}

/// The best times of a tour: the fewest late stops, then the shortest, then the earliest. A van
/// that would wait at a door leaves later instead.
pub(super) fn best(ground: &Ground, shift: &Shift, stops: &[&Delivery]) -> Timetable {
    let leaving = shift.earliest..=shift.latest.max(shift.earliest);
    leaving
        .map(|leaves| walk(ground, shift, stops, leaves))
        .min_by_key(|found| (found.late, found.returns - found.leaves, found.leaves))
        .expect("a range that begins with its end is not empty")
}
