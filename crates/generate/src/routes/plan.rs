//! Which van brings what, in which order: the better of what the solver finds and what the file
//! has.

use super::{
    Error, Options,
    ground::Ground,
    problem::{Listed, Problem},
    profile::{Delivery, Profile, Route},
    timetable::{Minute, Shift, Timetable},
};

/// A van leaves no sooner than this from the session's instant: it has to be loaded.
const LOADING: Minute = 30;

/// All tours: first those on the road, then those to come.
pub(super) struct Plan {
    pub(super) tours: Vec<Tour>,
    /// The same deliveries in the order in which they are listed.
    pub(super) listed: Listed,
}

/// A van's tour. Numbers are those of the profile.
pub(super) struct Tour {
    pub(super) van: usize,
    /// The route that is on the road.
    pub(super) route: Option<usize>,
    /// Deliveries where the van has been.
    pub(super) served: Vec<usize>,
    /// Those ahead of it.
    pub(super) stops: Vec<usize>,
    /// Of the stops ahead.
    pub(super) timetable: Timetable,
    pub(super) start: Minute,
    /// Of the whole tour, in hundredths of a kilometre.
    pub(super) distance: i64,
}

pub(super) fn plan(profile: &Profile, ground: &Ground, options: &Options) -> Result<Plan, Error> {
    let mut plan = Plan {
        tours: Vec::new(),
        listed: Listed::default(),
    };
    for (number, route) in profile.routes.iter().enumerate() {
        if route.status == "in_progress" {
            on_the_road(profile, ground, options, (number, route), &mut plan)?;
        }
    }
    to_come(profile, ground, options, &mut plan)?;
    Ok(plan)
}

/// A route that is on the road: where the van has been is past. What it carries stays on it, and
/// may be brought in another order; nothing can be put into a van that has left.
fn on_the_road(
    profile: &Profile,
    ground: &Ground,
    options: &Options,
    (number, route): (usize, &Route),
    plan: &mut Plan,
) -> Result<(), Error> {
    let van = van_of(profile, route)?;
    let listed: Vec<usize> = (0..profile.deliveries.len())
        .filter(|index| stands_on(&profile.deliveries[*index], route))
        .collect();
    let mut by_sequence = listed.clone();
    by_sequence.sort_by_key(|index| profile.deliveries[*index].stop.map(|stop| stop.sequence));
    let is_served = |index: &usize| {
        profile.deliveries[*index]
            .stop
            .is_some_and(|stop| stop.served)
    };
    let (served, ahead): (Vec<usize>, Vec<usize>) = by_sequence.into_iter().partition(is_served);
    let depot = profile.vans[van].depot;
    let (mut place, mut leaves, mut distance) = (depot, route.start, 0);
    for delivery in served.iter().map(|index| &profile.deliveries[*index]) {
        distance += ground.distance(place, delivery.place);
        place = delivery.place;
        let stop = delivery
            .stop
            .map(|stop| stop.planned.max(stop.arrived.unwrap_or(stop.planned)));
        leaves = stop.unwrap_or(leaves) + delivery.service;
    }
    let shift = Shift {
        from: place,
        to: depot,
        earliest: leaves,
        latest: leaves,
        end: profile.vans[van].shift.1,
    };
    let mut problem = Problem {
        profile,
        ground,
        options,
        vans: vec![(van, shift)],
        deliveries: ahead.clone(),
        loaded: true,
    };
    let order = problem.solve(Some(vec![ahead]))?.swap_remove(0);
    problem.deliveries = listed
        .into_iter()
        .filter(|index| !is_served(index))
        .collect();
    let listed = problem.timetable(0, &problem.deliveries);
    plan.listed.distance += distance + listed.distance;
    plan.listed.late += listed.late;
    let timetable = problem.timetable(0, &order);
    plan.tours.push(Tour {
        van,
        route: Some(number),
        served,
        stops: order,
        start: route.start,
        distance: distance + timetable.distance,
        timetable,
    });
    Ok(())
}

fn stands_on(delivery: &Delivery, route: &Route) -> bool {
    delivery.stop.is_some_and(|stop| stop.route == route.id)
}

fn van_of(profile: &Profile, route: &Route) -> Result<usize, Error> {
    let van = profile.vans.iter().position(|van| van.id == route.van);
    let unknown = || {
        route
            .row
            .unfit("vehicle_id", "write the id of a row of `vehicles`")
    };
    Ok(van.ok_or_else(unknown)?)
}

/// All that no van has left with, over every van that works.
fn to_come(
    profile: &Profile,
    ground: &Ground,
    options: &Options,
    plan: &mut Plan,
) -> Result<(), Error> {
    let waiting = |delivery: &Delivery| {
        let mut others = profile
            .routes
            .iter()
            .filter(|route| route.status != "planned");
        !others.any(|route| stands_on(delivery, route))
    };
    let deliveries: Vec<usize> = (0..profile.deliveries.len())
        .filter(|index| waiting(&profile.deliveries[*index]))
        .collect();
    let mut vans = Vec::new();
    for (number, van) in profile.vans.iter().enumerate().filter(|(_, van)| van.works) {
        let mut earliest = van.shift.0.max(LOADING);
        let on_the_road = plan.tours.iter().filter(|tour| tour.van == number);
        for tour in on_the_road {
            earliest = earliest.max(tour.timetable.returns + LOADING);
        }
        let shift = Shift {
            from: van.depot,
            to: van.depot,
            earliest,
            latest: van.shift.1,
            end: van.shift.1,
        };
        if earliest < van.shift.1 {
            vans.push((number, shift));
        }
    }
    let problem = Problem {
        profile,
        ground,
        options,
        vans,
        deliveries,
        loaded: false,
    };
    let listed = problem.listed();
    plan.listed.distance += listed.distance;
    plan.listed.late += listed.late;
    let tours = problem.solve(problem.in_file())?;
    let mut tours: Vec<Tour> = tours
        .into_iter()
        .enumerate()
        .filter(|(_, stops)| !stops.is_empty())
        .map(|(index, stops)| planned(&problem, index, stops))
        .collect();
    // In the order of the routes that they take the place of.
    tours.sort_by_key(|tour| {
        let van = profile.vans[tour.van].id;
        let is_of = |route: &Route| route.status == "planned" && route.van == van;
        profile.routes.iter().position(is_of).unwrap_or(usize::MAX)
    });
    plan.tours.extend(tours);
    Ok(())
}

/// A tour that has not left.
fn planned(problem: &Problem, van: usize, stops: Vec<usize>) -> Tour {
    let timetable = problem.timetable(van, &stops);
    Tour {
        van: problem.vans[van].0,
        route: None,
        served: Vec::new(),
        stops,
        start: timetable.leaves,
        distance: timetable.distance,
        timetable,
    }
}
