//! Which van brings what, in which order: the better of what the solver finds and what the file
//! has.

use std::collections::BTreeSet;

use super::{
    Error, Options,
    ground::Ground,
    profile::{Delivery, Profile, Route},
    solver::{self, Deliveries, Limits, Travel},
    timetable::{self, Minute, Shift, Timetable},
};

/// A van leaves no sooner than this from the session's instant: it has to be loaded.
const LOADING: Minute = 30;

/// The search ends after so many generations. A hundred stops are solved to within a thousandth
/// of the best known in fewer: see `examples/solomon`.
const GENERATIONS: usize = 1000;

/// All tours: first those on the road, then those to come.
pub(super) struct Plan {
    pub(super) tours: Vec<Tour>,
    /// The same deliveries in the order in which they are listed.
    pub(super) listed: Listed,
}

/// What it comes to when nobody plans.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Listed {
    /// In hundredths of a kilometre.
    pub(super) distance: i64,
    /// Deliveries after their window, and vans back after their shift.
    pub(super) late: usize,
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
    let planned = |delivery: &Delivery| {
        let mut others = profile
            .routes
            .iter()
            .filter(|route| route.status != "planned");
        !others.any(|route| stands_on(delivery, route))
    };
    let deliveries: Vec<usize> = (0..profile.deliveries.len())
        .filter(|index| planned(&profile.deliveries[*index]))
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
        .map(|(index, stops)| problem.tour(index, stops))
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

/// Deliveries over vans. A solution is the deliveries of each van, in order.
struct Problem<'a> {
    profile: &'a Profile<'a>,
    ground: &'a Ground,
    options: &'a Options,
    vans: Vec<(usize, Shift)>,
    deliveries: Vec<usize>,
    /// The van is loaded already: no load has to fit.
    loaded: bool,
}

impl Problem<'_> {
    fn timetable(&self, van: usize, stops: &[usize]) -> Timetable {
        let stops: Vec<&Delivery> = stops
            .iter()
            .map(|at| &self.profile.deliveries[*at])
            .collect();
        timetable::best(self.ground, &self.vans[van].1, &stops)
    }

    /// A tour that has not left.
    fn tour(&self, van: usize, stops: Vec<usize>) -> Tour {
        let timetable = self.timetable(van, &stops);
        Tour {
            van: self.vans[van].0,
            route: None,
            served: Vec::new(),
            stops,
            start: timetable.leaves,
            distance: timetable.distance,
            timetable,
        }
    }

    fn fits(&self, van: usize, stops: &[usize]) -> bool {
        let capacity = self.profile.vans[self.vans[van].0].capacity;
        let load = |of: usize| -> i64 {
            stops
                .iter()
                .map(|at| self.profile.deliveries[*at].load[of])
                .sum()
        };
        self.loaded || (load(0) <= capacity[0] && load(1) <= capacity[1])
    }

    /// The distance of a solution; `None` when it is not one.
    fn distance(&self, tours: &[Vec<usize>]) -> Option<i64> {
        let mut wanted: BTreeSet<usize> = self.deliveries.iter().copied().collect();
        let mut distance = 0;
        for (van, stops) in tours
            .iter()
            .enumerate()
            .filter(|(_, stops)| !stops.is_empty())
        {
            let once = stops.iter().all(|stop| wanted.remove(stop));
            let timetable = self.timetable(van, stops);
            if !once || timetable.late > 0 || !self.fits(van, stops) {
                return None;
            }
            distance += timetable.distance;
        }
        wanted.is_empty().then_some(distance)
    }

    /// The deliveries as they are listed, into one van until it is full, then into the next.
    fn listed(&self) -> Listed {
        let mut tours: Vec<Vec<usize>> = vec![Vec::new()];
        for delivery in &self.deliveries {
            let van = tours.len() - 1;
            tours[van].push(*delivery);
            if tours.len() < self.vans.len() && !self.fits(van, &tours[van]) {
                tours[van].pop();
                tours.push(vec![*delivery]);
            }
        }
        let mut listed = Listed::default();
        for (van, stops) in tours
            .iter()
            .enumerate()
            .filter(|(_, stops)| !stops.is_empty())
        {
            if van < self.vans.len() {
                let timetable = self.timetable(van, stops);
                listed.distance += timetable.distance;
                listed.late += timetable.late;
            }
        }
        listed
    }

    /// The solution that the file has.
    fn in_file(&self) -> Option<Vec<Vec<usize>>> {
        let mut tours = vec![Vec::new(); self.vans.len()];
        for index in &self.deliveries {
            let stop = self.profile.deliveries[*index].stop?;
            let route = self
                .profile
                .routes
                .iter()
                .find(|route| route.id == stop.route)?;
            let van = |(van, _): &(usize, Shift)| self.profile.vans[*van].id == route.van;
            tours[self.vans.iter().position(van)?].push(*index);
        }
        for tour in &mut tours {
            tour.sort_by_key(|index| {
                self.profile.deliveries[*index]
                    .stop
                    .map(|stop| stop.sequence)
            });
        }
        Some(tours)
    }

    /// The better of the solver's solution and the file's; of equals the file's, so that a second
    /// run changes nothing.
    fn solve(&self, in_file: Option<Vec<Vec<usize>>>) -> Result<Vec<Vec<usize>>, Error> {
        if self.deliveries.is_empty() {
            return Ok(vec![Vec::new(); self.vans.len()]);
        }
        let limits = Limits {
            seconds: self.options.seconds,
            generations: GENERATIONS,
        };
        let solved = solver::solve(&self.stated(), limits).map_err(Error::Solver)?;
        let numbers = |stops: Vec<usize>| stops.iter().map(|at| self.deliveries[*at]).collect();
        let tours: Vec<Vec<usize>> = solved.tours.into_iter().map(numbers).collect();
        let kept = in_file.and_then(|tours| Some((self.distance(&tours)?, tours)));
        let found = self.distance(&tours).map(|distance| (distance, tours));
        let better = kept
            .into_iter()
            .chain(found)
            .min_by_key(|(distance, _)| *distance);
        better.map(|(_, tours)| tours).ok_or_else(|| {
            let number = |at: &usize| {
                self.profile.deliveries[self.deliveries[*at]]
                    .number
                    .to_owned()
            };
            Error::Undeliverable(solved.unassigned.iter().map(number).collect())
        })
    }

    /// In the solver's words.
    fn stated(&self) -> Deliveries {
        let size = self.ground.size;
        let pairs = (0..size).flat_map(|from| (0..size).map(move |to| (from, to)));
        let (distances, durations) = pairs
            .map(|(from, to)| {
                let (distance, minutes) = (
                    self.ground.distance(from, to),
                    self.ground.minutes(from, to),
                );
                (float(distance), float(minutes))
            })
            .unzip();
        let jobs = self.deliveries.iter().map(|at| {
            let delivery = &self.profile.deliveries[*at];
            solver::Delivery {
                place: delivery.place,
                load: if self.loaded {
                    [0, 0]
                } else {
                    delivery.load.map(narrow)
                },
                window: (float(delivery.window.0), float(delivery.window.1)),
                service: float(delivery.service),
            }
        });
        let vans = self.vans.iter().map(|(van, shift)| solver::Van {
            travel: 0,
            from: shift.from,
            to: shift.to,
            capacity: self.profile.vans[*van].capacity.map(narrow),
            shift: (float(shift.earliest), float(shift.end)),
        });
        Deliveries {
            places: size,
            travel: vec![Travel {
                distances,
                durations,
            }],
            jobs: jobs.collect(),
            vans: vans.collect(),
        }
    }
}

/// Loads and capacities are far below twenty thousand tonnes.
fn narrow(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(i32::MAX)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "minutes of a few months and hundredths of kilometres on one planet"
)]
fn float(value: i64) -> f64 {
    value as f64
}
