//! Loading a plan: one prepared statement, which is one exchange and one transaction.
//!
//! Of very many rows, some at a time in one transaction: [`super::chunks`].

use std::{fmt::Write, sync::Arc};

use demo_core::{
    Batch, Plan, Table,
    plan::{PlannedTenant, TablePlan},
};
use sqlx::{Arguments, AssertSqlSafe, Encode, PgConnection, postgres::PgArguments};

use super::{
    Postgres, Work,
    chunks::{self, Chunks},
    encode,
    row_type::{Field, RowType, RowTypes},
    rows::{Filled, Rows},
};
use crate::{
    database::{Outcome, Param, Statement, quote},
    error::Error,
    ledger::CloneRequest,
};

/// What the ledger's parameters take, but for very many outlets.
const LEDGER_BYTES: usize = 1024;

/// A plan made ready for PostgreSQL.
#[derive(Debug)]
pub(crate) struct Load {
    how: How,
    /// The statement that writes the ledger's rows: all of the load, or the last of it.
    sql: Arc<str>,
}

#[derive(Debug)]
enum How {
    /// In the order of the plan's tables, a parameter each.
    AtOnce(Vec<Rows>),
    InChunks(Chunks),
}

impl Load {
    /// Writes the statements and encodes what is the same in every session.
    ///
    /// The rows of each insert are counted by `returning`, and the ledger's row carries both
    /// that count and the plan's: a check in its table undoes everything when they differ.
    /// A table that the database does not have fails there, when a session is loaded.
    pub fn new(plan: &Plan, tables: &[Table], types: &RowTypes) -> Self {
        if chunks::are_wanted(plan, tables) {
            return Self {
                how: How::InChunks(Chunks::new(plan, types)),
                sql: ledger(chunks::COUNTED, 2).into(),
            };
        }
        let (mut sql, mut counted) = ("with ".to_owned(), String::new());
        let mut tables = Vec::with_capacity(plan.tables.len());
        for (number, table) in plan.tables.iter().enumerate() {
            let row_type = types.get(&table.table).cloned().unwrap_or_default();
            let insert = insert(table, &row_type, number + 1);
            let _ = write!(sql, "t{number} as ({insert}), ");
            let _ = write!(
                counted,
                "{}select tenant_id from t{number}",
                if number == 0 { "" } else { " union all " }
            );
            tables.push(Rows::new(table, &row_type, 0..table.rows));
        }
        if counted.is_empty() {
            counted.push_str("select null::uuid as tenant_id where false");
        }
        let counted =
            format!("select tenant_id, count(*) as n from ({counted}) as r group by tenant_id");
        sql.push_str(ledger(&counted, tables.len()).trim_start_matches("with "));
        Self {
            how: How::AtOnce(tables),
            sql: sql.into(),
        }
    }

    /// What follows on the rows, or on their counts: the ledger's parameters.
    fn ledger_params(batch: &Batch<'_>, request: &CloneRequest) -> Vec<Param> {
        let plan = batch.plan;
        let joined = |of: fn(&Batch<'_>, &PlannedTenant) -> String| {
            let each = plan.tenants.iter().map(|tenant| of(batch, tenant));
            Param::from(each.collect::<Vec<_>>().join(","))
        };
        vec![
            Param::from(request.key.tenant()),
            Param::Uuid(request.session_id),
            Param::from(plan.profile.as_str()),
            Param::from(plan.fingerprint.as_str()),
            Param::from(request.instant),
            Param::from(request.now),
            joined(|batch, tenant| batch.tenant(tenant.base).to_string()),
            joined(|_, tenant| tenant.records.to_string()),
        ]
    }
}

/// An insert of a table's rows, which come as one parameter.
pub(super) fn insert(table: &TablePlan, row_type: &RowType, parameter: usize) -> String {
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|plan| quote(&plan.column.name))
        .collect();
    let selected: Vec<String> = table
        .columns
        .iter()
        .zip(&names)
        .map(|(plan, name)| {
            if Field::of(&plan.column).cast {
                format!("u.{name}::{}", plan.column.declared)
            } else {
                format!("u.{name}")
            }
        })
        .collect();
    format!(
        "insert into {} ({}) select {} from unnest(${parameter}::{}[]) as u returning tenant_id",
        quote(&table.table),
        names.join(", "),
        selected.join(", "),
        quote(&row_type.name),
    )
}

/// The insert of the ledger's rows; `counted` selects `tenant_id` and `n`, the rows of each, and
/// has the parameters up to `before`.
fn ledger(counted: &str, before: usize) -> String {
    let p: Vec<usize> = (1..=8).map(|ledger| before + ledger).collect();
    format!(
        "with counted as ({counted}) \
         insert into demo_tenants (tenant_id, virtual_tenant_id, session_id, profile, fingerprint, instant, \
         records, planned, state, recorded_at) \
         select tenant_id, ${}::uuid, ${}::uuid, ${}::text, ${}::text, ${}::timestamptz, \
         coalesce(c.n, 0), k.planned, 'live', ${}::timestamptz \
         from (select x.tenant_id::uuid as tenant_id, x.planned::bigint as planned \
         from unnest(string_to_array(${}::text, ','), string_to_array(${}::text, ',')) as x(tenant_id, planned)) as k \
         full join counted as c using (tenant_id) returning records",
        p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7],
    )
}

impl Postgres {
    /// Loads a plan for one session, after `before` in the same transaction where there is any.
    pub async fn load(
        &self,
        load: &Load,
        plan: &Plan,
        request: &CloneRequest,
        before: &[Statement],
    ) -> Result<u64, Error> {
        let batch = Batch {
            plan,
            key: request.key,
            moment: &request.moment,
            session: &request.session,
        };
        let ledger = Load::ledger_params(&batch, request);
        let loading = Loading {
            load,
            batch: &batch,
            ledger: &ledger,
            before,
        };
        records(&self.attempt(true, &loading).await?)
    }
}

/// One session's load, and what comes before it in its transaction.
struct Loading<'a> {
    load: &'a Load,
    batch: &'a Batch<'a>,
    ledger: &'a [Param],
    before: &'a [Statement],
}

impl Loading<'_> {
    async fn load(&self, connection: &mut PgConnection) -> Result<Outcome, sqlx::Error> {
        let batch = self.batch;
        let mut arguments = PgArguments::default();
        match &self.load.how {
            How::AtOnce(tables) => {
                let filled = || tables.iter().map(|rows| Filled { rows, batch });
                let bytes = filled().map(|filled| filled.size_hint()).sum::<usize>();
                arguments.reserve(tables.len() + self.ledger.len(), bytes + LEDGER_BYTES);
                encode::add(&mut arguments, filled())?;
            }
            How::InChunks(chunks) => {
                // Seldom used, and large: not in every load's future.
                let counted = Box::pin(chunks.load(connection, batch)).await?;
                encode::add(&mut arguments, &counted)?;
            }
        }
        encode::add(&mut arguments, self.ledger)?;
        let sql = AssertSqlSafe(Arc::clone(&self.load.sql));
        encode::run_with(connection, sql, arguments).await
    }

    async fn after_others(&self, connection: &mut PgConnection) -> Result<Outcome, sqlx::Error> {
        for statement in self.before {
            encode::run(connection, statement).await?;
        }
        self.load(connection).await
    }
}

impl Work for Loading<'_> {
    type Output = Outcome;

    async fn perform(&self, connection: &mut PgConnection) -> Result<Outcome, sqlx::Error> {
        if self.before.is_empty() && matches!(self.load.how, How::AtOnce(_)) {
            return self.load(connection).await;
        }
        super::begin(connection).await?;
        let done = self.after_others(connection).await;
        super::end(connection, done).await
    }
}

fn records(outcome: &Outcome) -> Result<u64, Error> {
    outcome.rows.iter().map(|row| row.count(0)).sum()
}
