//! A place for databases, a small service and a plan for it.

use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use demo_core::{
    IdTransform, Key, Plan, Service, Table,
    plan::{
        Cells, ColumnPlan, JsonTemplate, PlannedTenant, SessionValues, TablePlan, TextTemplate,
    },
    schema::Column,
    service::JsonPaths,
    time::{DateSlot, InstantSlot, Moment},
};
use demo_store::{
    CloneRequest, DatabaseUrl, Pace, Prepared, Removed, ServiceStore, Store, StoreOptions,
};
use jiff::{Timestamp, tz::TimeZone};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgConnection, postgres::PgConnectOptions};
use uuid::Uuid;

pub const TENANT: Uuid = Uuid::from_u128(0x1111_1111_1111_4111_8111_1111_1111_1111);
pub const OUTLET: Uuid = Uuid::from_u128(0x2222_2222_2222_4222_8222_2222_2222_2222);

const SQL: &str = "
create table boxes (
    tenant_id UUID not null,
    id UUID not null,
    name TEXT not null check (length(name) > 0),
    code VARCHAR(12),
    weight NUMERIC(12,2),
    amount INTEGER not null default 7,
    open BOOLEAN not null default true,
    ratio DOUBLE PRECISION,
    made_on DATE,
    seen_at TIMESTAMPTZ,
    detail JSONB,
    primary key (tenant_id, id),
    unique (tenant_id, name)
);
create table things (
    tenant_id UUID not null,
    id UUID not null,
    box_id UUID not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, box_id) references boxes (tenant_id, id) on delete cascade
);
";

/// Where a test's databases are.
pub struct Place {
    pub options: StoreOptions,
    _directory: Option<tempfile::TempDir>,
}

impl Place {
    pub fn sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let options = StoreOptions::new(DatabaseUrl::Sqlite(directory.path().join("data")));
        Self {
            options,
            _directory: Some(directory),
        }
    }

    pub fn postgres() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let mut options = StoreOptions::new(DatabaseUrl::from_str(&url()).unwrap());
        options.database_prefix = format!("test_{}_{number}_", std::process::id());
        Self {
            options,
            _directory: None,
        }
    }

    /// Removes what a PostgreSQL test made.
    pub async fn drop_databases(&self) {
        let prefix = &self.options.database_prefix;
        let mut connection = connect("postgres").await;
        let names: Vec<(String,)> =
            sqlx::query_as("select datname::text from pg_database where starts_with(datname, $1)")
                .bind(prefix)
                .fetch_all(&mut connection)
                .await
                .unwrap();
        for (name,) in names {
            let sql = format!("drop database \"{name}\" with (force)");
            connection
                .execute(sqlx::raw_sql(AssertSqlSafe(sql)))
                .await
                .unwrap();
        }
    }

    /// Runs SQL behind the store's back.
    pub async fn execute(&self, name: &str, sql: &str) {
        match &self.options.database {
            DatabaseUrl::Sqlite(directory) => {
                let file = directory.join(format!("{name}.sqlite"));
                let connection = rusqlite::Connection::open(file).unwrap();
                connection.execute_batch(sql).unwrap();
            }
            DatabaseUrl::Postgres(_) => {
                let database = format!("{}{name}", self.options.database_prefix);
                let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
                connect(&database).await.execute(sql).await.unwrap();
            }
        }
    }

    pub async fn store(&self) -> Store {
        Store::open(&self.options, &[service()]).await.unwrap()
    }
}

#[expect(clippy::disallowed_methods, reason = "a test has no other arguments")]
fn url() -> String {
    std::env::var("DEMO_TEST_DATABASE").expect(
        "DEMO_TEST_DATABASE is not set: run `make test`, which starts a PostgreSQL of its own, \
         or set it to postgres://user:password@host:port",
    )
}

pub async fn connect(database: &str) -> PgConnection {
    PgConnectOptions::from_str(&url())
        .unwrap()
        .database(database)
        .connect()
        .await
        .unwrap()
}

pub fn service() -> Service {
    service_with(SQL)
}

pub fn service_with(sql: &str) -> Service {
    Service::new(
        "services/shop",
        "description = \"A test\"",
        &[("0001_init.sql".to_owned(), sql.to_owned())],
    )
    .unwrap()
}

pub fn shop(store: &Store) -> &ServiceStore {
    &store.services["shop"]
}

pub fn now() -> Timestamp {
    "2025-12-14T10:30:00.123456Z".parse().unwrap()
}

pub fn request(tenant: Uuid) -> CloneRequest {
    CloneRequest {
        key: Key::new(tenant, IdTransform::Xor).unwrap(),
        instant: now(),
        moment: Moment::new(now(), TimeZone::UTC).unwrap(),
        session_id: Some(Uuid::from_u128(9)),
        session: SessionValues {
            email: "ana@example.com".to_owned(),
            company: "Ana's \"Pan\"".to_owned(),
            short_id: "k3v9".to_owned(),
            subscription_tier: "gold".to_owned(),
            password_digest: "x".to_owned(),
        },
        now: now(),
    }
}

pub fn column(tables: &[Table], table: &str, name: &str, cells: Cells) -> ColumnPlan {
    let table = tables.iter().find(|found| found.name == table).unwrap();
    let column: Column = table.column(name).unwrap().clone();
    ColumnPlan { column, cells }
}

pub fn id(number: u128) -> Uuid {
    Uuid::from_u128((0xABCD_u128 << 112) | 0x4000_8000_0000_0000_0000 | number)
}

/// Three boxes of the tenant, one of an outlet, and a thing in the first.
#[expect(clippy::too_many_lines, reason = "a table of cells")]
pub fn plan(tables: &[Table]) -> Plan {
    let text = |text: &str| Some(TextTemplate::parse(text).unwrap());
    let json = |json: &str| {
        let value = serde_json::from_str(json).unwrap();
        Some(JsonTemplate::new(&value, &JsonPaths::default(), &[], &TimeZone::UTC).unwrap())
    };
    let tenants = Cells::Tenant(vec![
        Some(Uuid::nil()),
        Some(Uuid::nil()),
        Some(Uuid::nil()),
        Some(OUTLET),
    ]);
    let boxes = vec![
        column(tables, "boxes", "tenant_id", tenants),
        column(
            tables,
            "boxes",
            "id",
            Cells::Id((1..5).map(|n| Some((id(n), true))).collect()),
        ),
        column(
            tables,
            "boxes",
            "name",
            Cells::Text(vec![
                text("Box ${session.short_id}"),
                text("Año"),
                text("c"),
                text("d"),
            ]),
        ),
        column(
            tables,
            "boxes",
            "code",
            Cells::Text(vec![text("A-1"), None, text("B_2"), text("B-3")]),
        ),
        column(
            tables,
            "boxes",
            "weight",
            Cells::Numeric(
                ["12.50", "-0.05", "1234567890.00"]
                    .map(|n| Some(n.to_owned()))
                    .into_iter()
                    .chain([None])
                    .collect(),
            ),
        ),
        column(
            tables,
            "boxes",
            "amount",
            Cells::Integer(vec![Some(1), Some(-2), Some(3), Some(4)]),
        ),
        column(
            tables,
            "boxes",
            "open",
            Cells::Boolean(vec![Some(true), Some(false), Some(true), Some(true)]),
        ),
        column(
            tables,
            "boxes",
            "ratio",
            Cells::Float(vec![Some(0.5), None, Some(2.0), Some(1e-9)]),
        ),
        column(
            tables,
            "boxes",
            "made_on",
            Cells::Date(vec![
                Some(DateSlot::Days(0)),
                Some(DateSlot::Days(-1)),
                None,
                None,
            ]),
        ),
        column(
            tables,
            "boxes",
            "seen_at",
            Cells::Instant(vec![Some(InstantSlot::Exact(1)), None, None, None]),
        ),
        column(
            tables,
            "boxes",
            "detail",
            Cells::Json(vec![json("{\"a\":[1.50,\"ñ\"]}"), json("[]"), None, None]),
        ),
    ];
    let things = vec![
        column(
            tables,
            "things",
            "tenant_id",
            Cells::Tenant(vec![Some(Uuid::nil())]),
        ),
        column(tables, "things", "id", Cells::Id(vec![Some((id(9), true))])),
        column(
            tables,
            "things",
            "box_id",
            Cells::Id(vec![Some((id(1), true))]),
        ),
    ];
    Plan {
        profile: "small".to_owned(),
        service: "shop".to_owned(),
        fingerprint: "f1".to_owned(),
        tenants: vec![
            PlannedTenant {
                base: Uuid::nil(),
                records: 4,
            },
            PlannedTenant {
                base: OUTLET,
                records: 1,
            },
        ],
        tables: vec![
            TablePlan {
                table: "boxes".to_owned(),
                rows: 4,
                columns: boxes,
            },
            TablePlan {
                table: "things".to_owned(),
                rows: 1,
                columns: things,
            },
        ],
    }
}

/// Loads the plan; the rows.
pub async fn load(store: &Store, tenant: Uuid) -> u64 {
    shop(store)
        .clone_tenant(&prepared(store), &request(tenant))
        .await
        .unwrap()
}

pub fn prepared(store: &Store) -> Prepared {
    let shop = shop(store);
    shop.prepare(Arc::new(plan(shop.tables())))
}

/// Removes a virtual tenant, as somebody who waits for it has it done.
pub async fn purge(store: &Store, tenant: Uuid) -> Removed {
    let removed = shop(store).purge(tenant, now(), Pace::AtOnce).await;
    removed.unwrap()
}

/// All rows of a virtual tenant.
pub async fn total(store: &Store, tenant: Uuid) -> u64 {
    shop(store)
        .count(tenant)
        .await
        .unwrap()
        .iter()
        .map(|(_, count)| count)
        .sum()
}
