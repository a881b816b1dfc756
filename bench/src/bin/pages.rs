//! How long the server takes to draw each kind of page: `cargo run --release -p demo-bench --bin
//! pages`, once the program is built. On SQLite, one reader, the enterprise with its history.

use std::time::Instant;

use anyhow::{Context as _, ensure};
use demo_bench::{
    place::Place,
    ways::{Scenario, service::Service},
};
use reqwest::{Client, Response, header, redirect};

/// Before anything is counted, and what is counted.
const WARM_UP: usize = 20;
const ROUNDS: usize = 200;

const TABLE: &str = "/demo/tables/orders/customer_orders";

/// A reader with a demo.
struct Reader {
    http: Client,
    url: String,
    cookie: String,
}

/// Milliseconds, sorted.
struct Times {
    server: Vec<f64>,
    whole: Vec<f64>,
    bytes: usize,
}

fn main() -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(measure())
}

async fn measure() -> anyhow::Result<()> {
    let data = tempfile::tempdir()?;
    let scenario = Scenario::new(&Place::Sqlite(data.path().to_owned()), "enterprise", true);
    let service = Service::start(&scenario).await?;
    let reader = Reader::launch(service.url()).await?;
    let table = reader.get(TABLE).await?.text().await?;
    let row = table.split('"').find(|part| {
        let id = part
            .strip_prefix(TABLE)
            .and_then(|rest| rest.strip_prefix('/'));
        id.is_some_and(|id| id.len() == 36)
    });
    let new = format!("{TABLE}/new");
    let empty = middle(&reader.times("/healthz").await?.whole);
    println!("# {ROUNDS} of each; milliseconds; of_healthz: round trip over that of /healthz");
    println!(
        "page                                      bytes server_p50 server_p99 round_trip of_healthz"
    );
    for path in [
        "/",
        "/demo/progress",
        "/demo",
        "/demo/map",
        "/demo/runs",
        "/demo/tables",
        TABLE,
        "/demo/tables/sales/sales",
        row.context("the table has no row")?,
        &new,
        "/demo/session",
        "/healthz",
    ] {
        let times = reader.times(path).await?;
        let name = if Some(path) == row {
            "…/customer_orders/{id}"
        } else {
            path
        };
        let name = name.replace("/demo/tables/orders", "…");
        let (server, whole) = (&times.server, middle(&times.whole));
        let show = |value: Option<f64>| value.map_or("-".to_owned(), |one| format!("{one:.2}"));
        println!(
            "{name:40} {:6} {:>10} {:>10} {whole:>10.2} {:>10.1}",
            times.bytes,
            show(server.get(server.len() / 2).copied()),
            show(server.get(server.len() * 99 / 100).copied()),
            whole / empty,
        );
    }
    Ok(())
}

fn middle(sorted: &[f64]) -> f64 {
    sorted[sorted.len() / 2]
}

impl Reader {
    /// Launches a demo as the first page does.
    async fn launch(url: &str) -> anyhow::Result<Self> {
        let http = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .build()?;
        let form = "demo_account_type=enterprise&email=ana%40example.com";
        let answer = http
            .post(url)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await?;
        let cookies = answer.headers().get_all(header::SET_COOKIE);
        let mut cookies = cookies.iter().filter_map(|cookie| cookie.to_str().ok());
        let cookie = cookies.find(|cookie| cookie.starts_with("demo_session="));
        let cookie = cookie.and_then(|cookie| cookie.split(';').next());
        Ok(Self {
            cookie: cookie.context("no demo was made")?.to_owned(),
            url: url.to_owned(),
            http,
        })
    }

    async fn get(&self, path: &str) -> anyhow::Result<Response> {
        let request = self.http.get(format!("{}{path}", self.url));
        let answer = request.header(header::COOKIE, &self.cookie).send().await?;
        ensure!(answer.status() == 200, "{path}: {}", answer.status());
        Ok(answer)
    }

    async fn times(&self, path: &str) -> anyhow::Result<Times> {
        let mut times = Times {
            server: Vec::new(),
            whole: Vec::new(),
            bytes: 0,
        };
        for round in 0..WARM_UP + ROUNDS {
            let begun = Instant::now();
            let answer = self.get(path).await?;
            let timing = answer.headers().get("server-timing").cloned();
            times.bytes = answer.bytes().await?.len();
            if round < WARM_UP {
                continue;
            }
            times.whole.push(begun.elapsed().as_secs_f64() * 1000.0);
            let timing = timing.as_ref().and_then(|value| value.to_str().ok());
            let spent = timing.and_then(|text| text.rsplit("dur=").next()?.parse::<f64>().ok());
            times.server.extend(spent);
        }
        times.server.sort_by(f64::total_cmp);
        times.whole.sort_by(f64::total_cmp);
        Ok(times)
    }
}
