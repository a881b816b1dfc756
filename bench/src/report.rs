//! The one table: a line a measurement, for people and scripts alike.

use std::fmt::Write as _;

use serde::Serialize;

/// A run.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// What ran where.
    pub about: Vec<String>,
    /// Milliseconds of a one-row insert by `pgbench` with one client.
    pub commit_ms: Option<f64>,
    /// The table.
    pub rows: Vec<Row>,
}

/// A measurement. What was not measured is `None`, and `-` in the table.
#[derive(Debug, Default, Clone, Serialize)]
pub struct Row {
    /// `postgres` or `sqlite`.
    pub engine: String,
    /// The profile.
    pub profile: String,
    /// Whether the thirteen weeks are loaded.
    pub history: bool,
    /// The rows of a session.
    pub rows: u64,
    /// `service`, `engine`, `floor`, `rows` or `usual`.
    pub way: String,
    /// `closed:32` for 32 clients, `open:120` for 120 sessions a second.
    pub load: String,
    /// Sessions made.
    pub sessions: u64,
    /// Sessions that failed.
    pub failed: u64,
    /// Sessions a second.
    pub per_second: f64,
    /// Milliseconds.
    pub p50_ms: f64,
    /// Milliseconds.
    pub p90_ms: f64,
    /// Milliseconds.
    pub p99_ms: f64,
    /// Milliseconds.
    pub max_ms: f64,
    /// The sessions a second over the floor's under the same load.
    pub of_floor: Option<f64>,
    /// The median over the latency of a commit.
    pub p50_commits: Option<f64>,
    /// CPU milliseconds a session of this process: clients, and the way where it has no process
    /// of its own.
    pub client_cpu_ms: f64,
    /// CPU milliseconds a session of the service's process, or of the usual way's twelve.
    pub service_cpu_ms: Option<f64>,
    /// CPU milliseconds a session of PostgreSQL's processes.
    pub database_cpu_ms: Option<f64>,
    /// Answers of PostgreSQL that were waited for, in a session.
    pub round_trips: Option<u64>,
    /// Statements in a session.
    pub statements: Option<u64>,
    /// Bytes to PostgreSQL in a session.
    pub sent: Option<u64>,
    /// Bytes from PostgreSQL in a session.
    pub received: Option<u64>,
    /// Allocations of a session in the process that renders it.
    pub allocations: Option<u64>,
}

const HEADINGS: [&str; 23] = [
    "engine",
    "profile",
    "history",
    "rows",
    "way",
    "load",
    "sessions",
    "failed",
    "per_s",
    "p50_ms",
    "p90_ms",
    "p99_ms",
    "max_ms",
    "of_floor",
    "commits",
    "cpu_client",
    "cpu_service",
    "cpu_database",
    "trips",
    "statements",
    "sent",
    "received",
    "allocations",
];

impl Report {
    /// Columns parted by spaces, `-` where nothing was measured; lines about it begin with `#`.
    #[must_use]
    pub fn table(&self) -> String {
        let lines: Vec<Vec<String>> = std::iter::once(HEADINGS.map(str::to_owned).to_vec())
            .chain(self.rows.iter().map(Row::cells))
            .collect();
        let widths: Vec<usize> = (0..HEADINGS.len())
            .map(|column| {
                lines
                    .iter()
                    .map(|line| line[column].len())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        let mut text = String::new();
        for line in &self.about {
            let _ = writeln!(text, "# {line}");
        }
        if let Some(commit) = self.commit_ms {
            let _ = writeln!(text, "# commit {commit:.3} ms");
        }
        for line in self.against_usual() {
            let _ = writeln!(text, "# service against usual, {line}");
        }
        for line in lines {
            for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
                // Names to the left, numbers to the right.
                let _ = if column < 6 && column != 3 {
                    write!(text, "{cell:<width$} ")
                } else {
                    write!(text, "{cell:>width$} ")
                };
            }
            text.truncate(text.trim_end().len());
            text.push('\n');
        }
        text
    }

    /// What the service is of the usual way, a line for each data that both were measured with.
    fn against_usual(&self) -> Vec<String> {
        let mut data: Vec<_> = self.rows.iter().map(Row::data).collect();
        data.dedup();
        let line = |data: (&str, &str, bool)| {
            let rows = |way: &'static str| {
                let rows = self.rows.iter();
                rows.filter(move |row| row.way == way && row.data() == data)
            };
            let best = |way| rows(way).map(|row| row.per_second).reduce(f64::max);
            let alone = |way| rows(way).find(|row| row.load == "closed:1");
            let more = best("service")? / best("usual")?;
            let faster = alone("usual").zip(alone("service"));
            let faster = faster.map_or("-".to_owned(), |(usual, service)| {
                format!("{:.1}", usual.p50_ms / service.p50_ms)
            });
            Some(format!(
                "{} history={}: one client {faster} times as fast, at saturation {more:.1} times as many",
                data.1, data.2
            ))
        };
        data.into_iter().filter_map(line).collect()
    }
}

impl Row {
    /// What was loaded, and where.
    fn data(&self) -> (&str, &str, bool) {
        (&self.engine, &self.profile, self.history)
    }

    fn cells(&self) -> Vec<String> {
        let count = |count: Option<u64>| count.map_or("-".to_owned(), |count| count.to_string());
        let part = |part: Option<f64>| part.map_or("-".to_owned(), |part| format!("{part:.2}"));
        vec![
            self.engine.clone(),
            self.profile.clone(),
            self.history.to_string(),
            self.rows.to_string(),
            self.way.clone(),
            self.load.clone(),
            self.sessions.to_string(),
            self.failed.to_string(),
            format!("{:.1}", self.per_second),
            format!("{:.2}", self.p50_ms),
            format!("{:.2}", self.p90_ms),
            format!("{:.2}", self.p99_ms),
            format!("{:.2}", self.max_ms),
            part(self.of_floor),
            part(self.p50_commits),
            format!("{:.2}", self.client_cpu_ms),
            part(self.service_cpu_ms),
            part(self.database_cpu_ms),
            count(self.round_trips),
            count(self.statements),
            count(self.sent),
            count(self.received),
            count(self.allocations),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_stands_against_the_usual_way() {
        let row = |history, way: &str, load: &str, per_second, p50_ms| Row {
            engine: "postgres".to_owned(),
            profile: "professional".to_owned(),
            way: way.to_owned(),
            load: load.to_owned(),
            history,
            per_second,
            p50_ms,
            ..Row::default()
        };
        let report = Report {
            rows: vec![
                row(false, "service", "closed:1", 200.0, 5.0),
                row(false, "usual", "closed:1", 10.0, 100.0),
                row(false, "service", "closed:32", 300.0, 100.0),
                row(false, "usual", "closed:32", 12.0, 2000.0),
                row(true, "service", "closed:32", 150.0, 200.0),
                row(true, "usual", "closed:8", 6.0, 1300.0),
            ],
            ..Report::default()
        };
        assert_eq!(
            report.against_usual(),
            [
                "professional history=false: one client 20.0 times as fast, \
                 at saturation 25.0 times as many",
                "professional history=true: one client - times as fast, \
                 at saturation 25.0 times as many",
            ]
        );
        let table = report.table();
        assert!(table.starts_with("# service against usual, professional"));
        let alone = Report {
            rows: report.rows[..1].to_vec(),
            ..Report::default()
        };
        assert!(!alone.table().contains("against"));
    }
}
