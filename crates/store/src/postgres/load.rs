//! Loading a plan: one prepared statement, which is one exchange and one transaction.

use std::{fmt::Write, sync::Arc};

use demo_core::{Batch, Plan};
use sqlx::{Arguments, AssertSqlSafe, PgConnection, postgres::PgArguments};

use super::{
    Postgres, Work,
    array::{Array, Filled},
    encode,
};
use crate::{
    database::{Outcome, Param, Statement, quote},
    error::Error,
    ledger::CloneRequest,
};

/// A plan made ready for PostgreSQL.
#[derive(Debug)]
pub(crate) struct Load {
    sql: Arc<str>,
    /// A row a table, an array a column.
    arrays: Vec<Vec<Array>>,
}

impl Load {
    /// Writes the statement and encodes what is the same in every session.
    ///
    /// The rows of each insert are counted by `returning`, and the ledger's row carries both
    /// that count and the plan's: a check in its table undoes everything when they differ.
    pub fn new(plan: &Plan) -> Self {
        let arrays: Vec<Vec<Array>> = plan
            .tables
            .iter()
            .map(|table| table.columns.iter().map(Array::new).collect())
            .collect();
        let (mut sql, mut counted) = ("with ".to_owned(), String::new());
        let mut parameter = 0;
        let mut next = || {
            parameter += 1;
            parameter
        };
        for (number, (table, arrays)) in plan.tables.iter().zip(&arrays).enumerate() {
            let names: Vec<String> = table
                .columns
                .iter()
                .map(|plan| quote(&plan.column.name))
                .collect();
            let unnested: Vec<String> = arrays
                .iter()
                .map(|array| format!("${}::{}[]", next(), array.element().name))
                .collect();
            let selected: Vec<String> = table
                .columns
                .iter()
                .zip(arrays)
                .enumerate()
                .map(|(at, (plan, array))| {
                    if array.element().cast {
                        format!("u.c{at}::{}", plan.column.declared)
                    } else {
                        format!("u.c{at}")
                    }
                })
                .collect();
            let aliases: Vec<String> = (0..names.len()).map(|at| format!("c{at}")).collect();
            let _ = write!(
                sql,
                "t{number} as (insert into {} ({}) select {} from unnest({}) as u({}) returning tenant_id), ",
                quote(&table.table),
                names.join(", "),
                selected.join(", "),
                unnested.join(", "),
                aliases.join(", "),
            );
            let _ = write!(
                counted,
                "{}select tenant_id from t{number}",
                if number == 0 { "" } else { " union all " }
            );
        }
        if counted.is_empty() {
            counted.push_str("select null::uuid as tenant_id where false");
        }
        let p: Vec<u32> = (0..8).map(|_| next()).collect();
        let _ = write!(
            sql,
            "counted as (select tenant_id, count(*) as n from ({counted}) as r group by tenant_id) \
             insert into demo_tenants (tenant_id, virtual_tenant_id, session_id, profile, fingerprint, instant, \
             records, planned, state, recorded_at) \
             select tenant_id, ${}::uuid, ${}::uuid, ${}::text, ${}::text, ${}::timestamptz, \
             coalesce(c.n, 0), k.planned, 'live', ${}::timestamptz \
             from (select x.tenant_id::uuid as tenant_id, x.planned::bigint as planned \
             from unnest(string_to_array(${}::text, ','), string_to_array(${}::text, ',')) as x(tenant_id, planned)) as k \
             full join counted as c using (tenant_id) returning records",
            p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7],
        );
        Self {
            sql: sql.into(),
            arrays,
        }
    }

    fn arguments(&self, plan: &Plan, request: &CloneRequest) -> Result<PgArguments, Error> {
        let batch = Batch {
            plan,
            key: request.key,
            moment: &request.moment,
            session: &request.session,
        };
        let mut arguments = PgArguments::default();
        let failed = |error: sqlx::error::BoxDynError| Error::invalid(error.to_string());
        for (table, arrays) in plan.tables.iter().zip(&self.arrays) {
            for (column, array) in table.columns.iter().zip(arrays) {
                arguments
                    .add(Filled {
                        array,
                        cells: &column.cells,
                        batch: &batch,
                    })
                    .map_err(failed)?;
            }
        }
        let joined = |of: fn(&Batch<'_>, &demo_core::plan::PlannedTenant) -> String| {
            plan.tenants
                .iter()
                .map(|tenant| of(&batch, tenant))
                .collect::<Vec<_>>()
                .join(",")
        };
        let ledger = [
            Param::from(request.key.tenant()),
            Param::Uuid(request.session_id),
            Param::from(plan.profile.as_str()),
            Param::from(plan.fingerprint.as_str()),
            Param::from(request.instant),
            Param::from(request.now),
            Param::from(joined(|batch, tenant| {
                batch.tenant(tenant.base).to_string()
            })),
            Param::from(joined(|_, tenant| tenant.records.to_string())),
        ];
        for param in ledger {
            arguments.add(param).map_err(failed)?;
        }
        if arguments.len() > usize::from(u16::MAX) {
            return Err(Error::invalid(
                "the plan has more columns than one statement takes (65535)",
            ));
        }
        Ok(arguments)
    }
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
        let arguments = load.arguments(plan, request)?;
        let sql = &load.sql;
        let outcome = self
            .attempt(
                true,
                &Loading {
                    sql,
                    arguments,
                    before,
                },
            )
            .await?;
        records(&outcome)
    }
}

/// The one statement of a load, and what comes before it in its transaction.
struct Loading<'a> {
    sql: &'a Arc<str>,
    arguments: PgArguments,
    before: &'a [Statement],
}

impl Loading<'_> {
    async fn load(&self, connection: &mut PgConnection) -> Result<Outcome, sqlx::Error> {
        encode::run_with(
            connection,
            AssertSqlSafe(Arc::clone(self.sql)),
            self.arguments.clone(),
        )
        .await
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
        if self.before.is_empty() {
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
