//! The vehicle routing problem with capacities, time windows, service times and shifts, and its
//! solver: `vrp-core`, which repairs and improves a population of solutions.
//!
//! Knows nothing of bakeries: the benchmark in `bench/examples/solomon` solves a published instance
//! with the same code.

use std::sync::Arc;

use vrp_core::{
    construction::features::{
        CapacityFeatureBuilder, MinimizeUnassignedBuilder, TransportFeatureBuilder,
    },
    models::{
        GoalContext, GoalContextBuilder, Problem, ProblemBuilder,
        common::{Demand, MultiDimLoad, TimeWindow},
        problem::{
            Job, JobIdDimension, MatrixData, SingleBuilder, TransportCost, Vehicle, VehicleBuilder,
            VehicleDetailBuilder, VehicleIdDimension, create_matrix_transport_cost,
        },
        solution::Activity,
    },
    rosomaxa::{
        evolution::TelemetryMode,
        utils::{DefaultRandom, Environment, GenericError, Parallelism},
    },
    solver::{Solver, VrpConfigBuilder},
};

/// A problem. Places are numbered from 0; distances and times are in any units, the same for all.
#[derive(Debug, Clone, Default)]
pub struct Deliveries {
    /// How many places there are.
    pub places: usize,
    /// What each kind of vehicle needs between places.
    pub travel: Vec<Travel>,
    /// What is delivered.
    pub jobs: Vec<Delivery>,
    /// What delivers it.
    pub vans: Vec<Van>,
}

/// From each place to each, row by row.
#[derive(Debug, Clone, Default)]
pub struct Travel {
    /// How far.
    pub distances: Vec<f64>,
    /// How long.
    pub durations: Vec<f64>,
}

/// One delivery.
#[derive(Debug, Clone, Copy)]
pub struct Delivery {
    /// Where.
    pub place: usize,
    /// What it takes of each of a van's two capacities.
    pub load: [i32; 2],
    /// When it may begin: the first and the last time. A van that is early waits.
    pub window: (f64, f64),
    /// How long it takes.
    pub service: f64,
}

/// One van, on one tour.
#[derive(Debug, Clone, Copy)]
pub struct Van {
    /// The index in [`Deliveries::travel`].
    pub travel: usize,
    /// Where its tour begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// What it holds at once.
    pub capacity: [i32; 2],
    /// When it may leave at the earliest and must be back at the latest.
    pub shift: (f64, f64),
}

/// How long the search may take; the first that is reached ends it.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Of search.
    pub seconds: usize,
    /// Of the population.
    pub generations: usize,
}

/// Who brings what, in which order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tours {
    /// Indices of jobs, by van.
    pub tours: Vec<Vec<usize>>,
    /// Jobs that no van can bring.
    pub unassigned: Vec<usize>,
}

/// Serves as many jobs as can be, in the least distance that is found. The search draws from a
/// fixed seed on one thread, but its library does not promise to repeat itself.
///
/// # Errors
///
/// What the library says of a problem that it cannot read.
pub fn solve(deliveries: &Deliveries, limits: Limits) -> Result<Tours, String> {
    let empty = vec![Vec::new(); deliveries.vans.len()];
    if deliveries.jobs.is_empty() || deliveries.vans.is_empty() {
        return Ok(Tours {
            tours: empty,
            unassigned: (0..deliveries.jobs.len()).collect(),
        });
    }
    search(deliveries, limits, empty).map_err(|error| error.to_string())
}

fn search(
    deliveries: &Deliveries,
    limits: Limits,
    mut tours: Vec<Vec<usize>>,
) -> Result<Tours, GenericError> {
    let environment = Arc::new(Environment::new(
        Arc::new(DefaultRandom::new_repeatable()),
        None,
        Parallelism::new_with_cpus(1),
        Arc::new(|_: &str| {}),
        false,
    ));
    let problem = Arc::new(problem(deliveries)?);
    let config = VrpConfigBuilder::new(problem.clone())
        .set_environment(environment)
        .set_telemetry_mode(TelemetryMode::None)
        .prebuild()?
        .with_max_time(Some(limits.seconds))
        .with_max_generations(Some(limits.generations))
        .build()?;
    let solution = Solver::new(problem, config).solve()?;
    for route in &solution.routes {
        let van: usize = number(route.actor.vehicle.dimens.get_vehicle_id())?;
        let jobs = route
            .tour
            .all_activities()
            .filter_map(Activity::retrieve_job);
        tours[van] = jobs
            .map(|job| number(job.dimens().get_job_id()))
            .collect::<Result<_, _>>()?;
    }
    let unassigned = solution.unassigned.iter();
    let mut unassigned = unassigned
        .map(|(job, _)| number(job.dimens().get_job_id()))
        .collect::<Result<Vec<usize>, _>>()?;
    unassigned.sort_unstable();
    Ok(Tours { tours, unassigned })
}

/// Jobs and vans are known to the library by their numbers, as texts.
fn number(id: Option<&String>) -> Result<usize, GenericError> {
    id.and_then(|id| id.parse().ok())
        .ok_or_else(|| GenericError::from("the solver lost an id"))
}

fn problem(deliveries: &Deliveries) -> Result<Problem, GenericError> {
    let matrices = deliveries.travel.iter().enumerate();
    let matrices = matrices.map(|(index, travel)| {
        let Travel {
            distances,
            durations,
        } = travel.clone();
        MatrixData::new(index, None, durations, distances)
    });
    let transport = create_matrix_transport_cost(matrices.collect())?;
    let jobs = deliveries.jobs.iter().enumerate().map(job);
    let vans = deliveries.vans.iter().enumerate().map(vehicle);
    ProblemBuilder::default()
        .add_jobs(jobs.collect::<Result<Vec<_>, _>>()?.into_iter())
        .add_vehicles(vans.collect::<Result<Vec<_>, _>>()?.into_iter())
        .with_goal(goal(transport.clone())?)
        .with_transport_cost(transport)
        .with_logger(Arc::new(|_: &str| {}))
        .build()
}

/// First that all is delivered, then the distance; within capacity, windows and shifts.
fn goal(transport: Arc<dyn TransportCost>) -> Result<GoalContext, GenericError> {
    let delivered = MinimizeUnassignedBuilder::new("delivered").build()?;
    let distance = TransportFeatureBuilder::new("distance")
        .set_transport_cost(transport)
        .set_time_constrained(true)
        .build_minimize_distance()?;
    let capacity = CapacityFeatureBuilder::<MultiDimLoad>::new("capacity").build()?;
    GoalContextBuilder::with_features(&[delivered, distance, capacity])?.build()
}

fn job((index, delivery): (usize, &Delivery)) -> Result<Job, GenericError> {
    let load = MultiDimLoad::new(delivery.load.to_vec());
    let nothing = MultiDimLoad::default();
    let demand = Demand {
        pickup: (nothing, nothing),
        delivery: (load, nothing),
    };
    SingleBuilder::default()
        .id(&index.to_string())
        .demand(demand)
        .location(delivery.place)?
        .duration(delivery.service)?
        .times(vec![TimeWindow::new(delivery.window.0, delivery.window.1)])?
        .build_as_job()
}

fn vehicle((index, van): (usize, &Van)) -> Result<Vehicle, GenericError> {
    let (leaves, returns) = van.shift;
    let detail = VehicleDetailBuilder::default()
        .set_start_location(van.from)
        .set_start_time(leaves)
        .set_end_location(van.to)
        .set_end_time(returns)
        .build()?;
    VehicleBuilder::default()
        .id(&index.to_string())
        .set_profile_idx(van.travel)
        .capacity(MultiDimLoad::new(van.capacity.to_vec()))
        .add_detail(detail)
        .build()
}
