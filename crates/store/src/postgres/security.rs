//! Row security: a second wall behind the tenant filter of every statement.

use std::fmt::Write;

use sqlx::PgConnection;

use super::encode;
use crate::database::{Statement, quote};

/// What each table has, so that only what is missing is done: a usual start changes nothing
/// and takes no lock.
const STATE: &str = "
select c.relname,
       exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped)
           and c.relname not like 'demo\\_%' and c.relname not like '\\_sqlx%',
       c.relrowsecurity and c.relforcerowsecurity,
       exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'demo_api'),
       exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'demo_loader'),
       has_table_privilege('demo_api', c.oid, 'select') and has_table_privilege('demo_api', c.oid, 'insert')
           and has_table_privilege('demo_api', c.oid, 'update') and has_table_privilege('demo_api', c.oid, 'delete'),
       has_table_privilege('demo_loader', c.oid, 'select') and has_table_privilege('demo_loader', c.oid, 'insert')
           and has_table_privilege('demo_loader', c.oid, 'update') and has_table_privilege('demo_loader', c.oid, 'delete'),
       has_schema_privilege('demo_api', n.oid, 'usage') and has_schema_privilege('demo_loader', n.oid, 'usage')
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
   and c.relname <> 'demo_migrations' and c.relname not like '\\_sqlx%'
 order by c.relname";

/// The commands that bring every table of a service's database to the state in which `demo_api`
/// sees only the rows of the tenant set, and `demo_loader` all.
pub(super) async fn missing(connection: &mut PgConnection) -> Result<String, sqlx::Error> {
    let mut sql = String::new();
    for row in encode::run(connection, &Statement::new(STATE, vec![]))
        .await?
        .rows
    {
        let table = quote(&row.text(0).ok().flatten().unwrap_or_default());
        let has = |index| row.boolean(index).ok().flatten().unwrap_or(false);
        if !has(7) && sql.is_empty() {
            sql.push_str("grant usage on schema public to demo_api, demo_loader;\n");
        }
        if !has(6) {
            let _ = writeln!(
                sql,
                "grant select, insert, update, delete on {table} to demo_loader;"
            );
        }
        if !has(1) {
            continue;
        }
        if !has(2) {
            let _ = writeln!(
                sql,
                "alter table {table} enable row level security, force row level security;"
            );
        }
        if !has(3) {
            // With no tenant set the setting is NULL or empty, and no row is the tenant's.
            let own = "tenant_id = nullif(current_setting('demo.tenant_id', true), '')::uuid";
            let _ = writeln!(
                sql,
                "create policy demo_api on {table} to demo_api using ({own}) with check ({own});"
            );
        }
        if !has(4) {
            let _ = writeln!(
                sql,
                "create policy demo_loader on {table} to demo_loader using (true) with check (true);"
            );
        }
        if !has(5) {
            let _ = writeln!(
                sql,
                "grant select, insert, update, delete on {table} to demo_api;"
            );
        }
    }
    Ok(sql)
}
