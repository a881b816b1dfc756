//! What PostgreSQL's catalogue says, and what its rows do when a statement forgets its tenant.

use std::fmt::Write as _;

use crate::{
    databases::Databases,
    server::{Engine, Server},
};

/// The tenant tables of a service: all but the engine's own.
const TABLES: &str = "select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity from pg_class c \
    join pg_namespace n on n.oid = c.relnamespace \
    where n.nspname = 'public' and c.relkind in ('r', 'p') \
    and c.relname not like 'demo\\_%' and c.relname not like '\\_sqlx%'";

fn tables(databases: &Databases, service: &str) -> Vec<String> {
    let tables = databases.query(
        service,
        &format!("select relname from ({TABLES}) t order by 1"),
    );
    assert!(!tables.is_empty(), "{service} has no tables");
    tables
}

/// What must find nothing in any service's database; `{tables}` are the tenant tables.
const RULES: [(&str, &str); 10] = [
    (
        "row security is forced",
        "select relname from {tables} where not (relrowsecurity and relforcerowsecurity)",
    ),
    (
        "each table has the policy of the data API, for all it does",
        "select relname from {tables} where not exists (select from pg_policy p \
         where p.polrelid = t.oid and p.polname = 'demo_api' and p.polcmd = '*' and p.polpermissive \
         and pg_get_expr(p.polqual, p.polrelid) like '%tenant_id = %demo.tenant_id%' \
         and pg_get_expr(p.polwithcheck, p.polrelid) like '%tenant_id = %demo.tenant_id%')",
    ),
    (
        "no other policy lets the data API in",
        "select relname || ' ' || polname from {tables} join pg_policy p on p.polrelid = t.oid \
         where p.polname not in ('demo_api', 'demo_loader') or 0 = any (p.polroles) \
         or (p.polname = 'demo_loader' and 'demo_api'::regrole = any (p.polroles))",
    ),
    (
        "the roles own nothing",
        "select relname from pg_class where relowner in ('demo_api'::regrole, 'demo_loader'::regrole)",
    ),
    (
        "the data API has no part in the engine's own tables, nor in views",
        "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace \
         where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm') \
         and (c.relname like 'demo\\_%' or c.relkind in ('v', 'm')) \
         and has_table_privilege('demo_api', c.oid, 'select, insert, update, delete')",
    ),
    (
        "no function does for others what its owner may",
        "select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace \
         where n.nspname = 'public' and p.prosecdef",
    ),
    (
        "what no policy holds for is not granted",
        "select relname from {tables} \
         where has_table_privilege('demo_api', t.oid, 'truncate, trigger, references')",
    ),
    (
        "each key begins with tenant_id",
        "select t.relname || ' ' || k.conname from {tables} join pg_constraint k on k.conrelid = t.oid \
         join pg_attribute a on a.attrelid = t.oid and a.attnum = k.conkey[1] \
         where k.contype in ('p', 'u', 'f') and a.attname <> 'tenant_id'",
    ),
    (
        "each unique index begins with tenant_id",
        "select t.relname || ' ' || i.indexrelid::regclass from {tables} join pg_index i on i.indrelid = t.oid \
         join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0] \
         where i.indisunique and a.attname <> 'tenant_id'",
    ),
    (
        "each foreign key points at a tenant_id first",
        "select t.relname || ' ' || k.conname from {tables} join pg_constraint k on k.conrelid = t.oid \
         join pg_attribute a on a.attrelid = k.confrelid and a.attnum = k.confkey[1] \
         where k.contype = 'f' and a.attname <> 'tenant_id'",
    ),
];

#[tokio::test]
async fn the_catalogue_keeps_tenants_apart() {
    let server = Server::start(Engine::Postgres);
    server.api.demo("professional").await;
    let databases = Databases::of(Engine::Postgres, &server);
    let services = databases.services();
    let mut seen = 0;
    for service in &services {
        seen += tables(&databases, service).len();
        for (why, sql) in RULES {
            let sql = sql.replace("{tables}", &format!("({TABLES}) t"));
            let found = databases.query(service, &sql);
            assert!(found.is_empty(), "{service}: {why}: {found:?}");
        }
    }
    assert!(
        services.len() >= 11 && seen >= 30,
        "{services:?}, {seen} tables"
    );
    let roles = "select rolname from pg_roles where rolname in ('demo_api', 'demo_loader') \
        and not (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolcreatedb or rolreplication)";
    assert_eq!(
        databases.query("orders", roles).len(),
        2,
        "the roles can do nothing more"
    );
    let members = "select count(*) from pg_auth_members where member = 'demo_api'::regrole";
    assert_eq!(
        databases.query("orders", members),
        ["0"],
        "nor by another role"
    );
}

#[tokio::test]
async fn a_statement_without_its_filter_sees_one_tenant() {
    let server = Server::start(Engine::Postgres);
    let api = &server.api;
    let (ours, theirs) = (api.demo("enterprise").await, api.demo("professional").await);
    let databases = Databases::of(Engine::Postgres, &server);
    let mut rows = 0;
    for service in databases.services() {
        for table in tables(&databases, &service) {
            let count = |setting: &str, doing: &str| -> u64 {
                let mut sql = "begin; set local role demo_api; ".to_owned();
                let _ = write!(sql, "{setting}; {doing}; rollback");
                databases.query(&service, &sql)[0].parse().unwrap()
            };
            let of = |tenant: &str| format!("set local demo.tenant_id = '{tenant}'");
            let total = format!("select count(*) from {table}");
            assert_eq!(
                count("select from generate_series(1, 0)", &total),
                0,
                "{table}"
            );
            assert_eq!(count("set local demo.tenant_id = ''", &total), 0, "{table}");
            let filtered = |tenant: &str| format!("{total} where tenant_id = '{tenant}'");
            for tenant in [ours.tenant(), theirs.tenant()] {
                let own = count(&of(tenant), &filtered(tenant));
                assert_eq!(count(&of(tenant), &total), own, "{table}");
                rows += own;
            }
            // Another's rows are not there to be read, changed or removed, nor can be made.
            assert_eq!(
                count(&of(ours.tenant()), &filtered(theirs.tenant())),
                0,
                "{table}"
            );
            let touched =
                |verb: &str| format!("with t as ({verb} returning 1) select count(*) from t");
            let own = count(&of(ours.tenant()), &total);
            let update = touched(&format!("update {table} set tenant_id = tenant_id"));
            assert_eq!(count(&of(ours.tenant()), &update), own, "{table}");
            let moved = format!(
                "begin; set local role demo_api; {}; update {table} set tenant_id = '{}'; rollback",
                of(ours.tenant()),
                theirs.tenant()
            );
            if own > 0 {
                let refused = databases.execute(&service, &moved).unwrap_err();
                assert!(refused.contains("row-level security"), "{table}: {refused}");
            }
        }
    }
    assert!(rows > 1000, "{rows}");
}
