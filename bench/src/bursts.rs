//! Many clients at once: who is made a session, who is refused and how soon, whether every answer
//! is true, and how much memory the service took.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use futures::future::{join_all, try_join_all};
use hdrhistogram::Histogram;

use crate::{
    cpu,
    load::Measured,
    run,
    ways::{
        Scenario,
        service::{Answer, Made, Service, UNLIMITED},
    },
};

/// Sessions whose rows are counted in the databases after a burst.
const COUNTED: usize = 40;
/// A refusal later than this is no refusal at once.
const EARLY: Duration = Duration::from_secs(1);

/// The limits of a burst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limits {
    /// Wide enough for all.
    Wide,
    /// Turns for some, so that the rest is refused.
    Tight,
    /// As they come: so many a minute from one address.
    Default,
}

impl Limits {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Wide, Self::Tight, Self::Default];

    fn as_str(self) -> &'static str {
        match self {
            Self::Wide => "wide",
            Self::Tight => "tight",
            Self::Default => "default",
        }
    }

    fn settings(self) -> Vec<(&'static str, &'static str)> {
        let own: &[(&str, &str)] = match self {
            Self::Wide => &[
                ("DEMO_SESSION_LIMITS__CREATIONS_WAITING", "1000"),
                ("DEMO_SESSION_LIMITS__CONNECTIONS", "1100"),
            ],
            Self::Tight => &[
                ("DEMO_SESSION_LIMITS__CREATIONS_AT_ONCE", "8"),
                ("DEMO_SESSION_LIMITS__CREATIONS_WAITING", "32"),
            ],
            Self::Default => return Vec::new(),
        };
        UNLIMITED.iter().chain(own).copied().collect()
    }
}

/// What a burst came to.
#[derive(Debug)]
pub struct Burst {
    /// Of how many clients.
    pub clients: usize,
    /// Under which limits.
    pub limits: Limits,
    made: Measured,
    refused: Histogram<u64>,
    /// What was not as it must be, each thing once.
    pub wrong: Vec<String>,
    peak_mb: f64,
}

/// Lets so many clients ask at once and go on asking for a time; one that is refused asks no more.
///
/// # Errors
///
/// A service that does not start, or cannot be asked what it has.
pub async fn run(
    scenario: &Scenario,
    limits: Limits,
    clients: usize,
    time: Duration,
) -> anyhow::Result<Burst> {
    let service = Service::start_with(scenario, &limits.settings()).await?;
    let expected = run::records(scenario).await?;
    let begun = Instant::now();
    let asked = (0..clients).map(|number| client(&service, number, begun, time));
    let answers: Vec<Answered> = join_all(asked).await.into_iter().flatten().collect();
    let elapsed = begun.elapsed();
    let peak_mb = cpu::peak_megabytes(service.process());
    let mut burst = judge(&answers, limits, expected);
    burst.clients = clients;
    burst.made.elapsed = elapsed;
    burst.peak_mb = peak_mb;
    let made: Vec<Made> = answers.into_iter().filter_map(Answered::made).collect();
    let wrong = counted(&service, &made).await?;
    burst.wrong.extend(wrong);
    service
        .remove_all(made.iter().map(|one| one.session_id.as_str()))
        .await?;
    Ok(burst)
}

struct Answered {
    latency: Duration,
    answer: anyhow::Result<Answer>,
}

impl Answered {
    fn made(self) -> Option<Made> {
        let answer = self.answer.ok().filter(|answer| answer.status == 201)?;
        serde_json::from_str(&answer.body).ok()
    }
}

async fn client(service: &Service, number: usize, begun: Instant, time: Duration) -> Vec<Answered> {
    let mut all = Vec::new();
    // An address of its own, so that only limits of all clients together are met.
    let email = format!("client{number}@example.com");
    while all.is_empty() || begun.elapsed() < time {
        let asked = Instant::now();
        let answer = service.ask(&email).await;
        let goes_on = answer.as_ref().is_ok_and(|answer| answer.status == 201);
        let latency = asked.elapsed();
        all.push(Answered { latency, answer });
        if !goes_on {
            break;
        }
    }
    all
}

fn judge(answers: &[Answered], limits: Limits, expected: u64) -> Burst {
    let mut burst = Burst {
        clients: 0,
        limits,
        made: Measured::default(),
        refused: Measured::default().latencies,
        wrong: Vec::new(),
        peak_mb: 0.0,
    };
    let mut sessions = HashSet::new();
    for Answered { latency, answer } in answers {
        let fault = match answer {
            Ok(answer) if answer.status == 201 => {
                burst.made.note(*latency, Ok(()));
                fault_of_made(answer, expected, &mut sessions)
            }
            Ok(answer) => {
                let micros = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
                burst.refused.saturating_record(micros.max(1));
                fault_of_refused(answer, *latency, limits)
            }
            Err(error) => Some(format!("no answer: {error:#}")),
        };
        let is_new = |fault: &String| !burst.wrong.contains(fault);
        if let Some(fault) = fault.filter(is_new) {
            burst.wrong.push(fault);
        }
    }
    burst
}

/// What is wrong with an answer that says that a session was made.
fn fault_of_made(answer: &Answer, expected: u64, sessions: &mut HashSet<String>) -> Option<String> {
    let made: Made = match serde_json::from_str(&answer.body) {
        Ok(made) => made,
        Err(error) => return Some(format!("an answer that cannot be read: {error}")),
    };
    let parts: u64 = made.services.iter().map(|part| part.records_cloned).sum();
    let completed = made.services.iter().all(|part| part.status == "completed");
    if made.records_cloned != expected || parts != expected || !completed {
        let records = made.records_cloned;
        return Some(format!(
            "a session of {records} rows, {parts} by services, where {expected} belong"
        ));
    }
    (!sessions.insert(made.session_id)).then(|| "a session was handed out twice".to_owned())
}

/// What is wrong with a refusal. Where limits are wide, that there is one.
fn fault_of_refused(answer: &Answer, latency: Duration, limits: Limits) -> Option<String> {
    let status = answer.status;
    if limits == Limits::Wide || !matches!(status, 429 | 503) {
        return Some(format!("{status}: {}", answer.body));
    }
    if answer.retry_after.is_none() {
        return Some(format!("{status} without Retry-After"));
    }
    (latency > EARLY).then(|| format!("a refusal that took more than {} s", EARLY.as_secs()))
}

/// Whether the databases have what the answers say, of some of them.
async fn counted(service: &Service, made: &[Made]) -> anyhow::Result<Vec<String>> {
    let mut wrong = Vec::new();
    let step = made.len().div_ceil(COUNTED).max(1);
    for one in made.iter().step_by(step) {
        let tenant = &one.virtual_tenant_id;
        let parts = one.services.iter();
        let counts = parts.map(|part| service.count(&part.service, tenant));
        let found: u64 = try_join_all(counts).await?.iter().sum();
        if found != one.records_cloned {
            wrong.push(format!(
                "{found} rows of a session of {}",
                one.records_cloned
            ));
        }
    }
    Ok(wrong)
}

impl Burst {
    /// The headings of [`Self::line`].
    pub const HEADINGS: &'static str = "engine   clients limits    made per_s  p50_ms  p99_ms refused refused_p99_ms peak_mb wrong";

    /// A line of the table.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "latencies are far below 2^52")]
    pub fn line(&self, engine: &str) -> String {
        let refused_p99 = match self.refused.len() {
            0 => "-".to_owned(),
            _ => format!(
                "{:.2}",
                self.refused.value_at_quantile(0.99) as f64 / 1000.0
            ),
        };
        format!(
            "{engine:<8} {:>7} {:<7} {:>6} {:>5.1} {:>7.1} {:>7.1} {:>7} {refused_p99:>14} {:>7.1} {:>5}",
            self.clients,
            self.limits.as_str(),
            self.made.latencies.len(),
            self.made.rate(),
            self.made.quantile(0.5),
            self.made.quantile(0.99),
            self.refused.len(),
            self.peak_mb,
            self.wrong.len(),
        )
    }
}
