//! Every byte of a session's rows.

use std::collections::BTreeMap;

use crate::{databases::Databases, http::Demo, server::Engine};

/// A session's rows in all services by `service.table`, each row as one text, sorted.
pub fn dump(databases: &Databases, demo: &Demo) -> BTreeMap<String, Vec<String>> {
    let tenants: Vec<String> = demo
        .tenants()
        .iter()
        .map(|tenant| format!("'{}'", tenant["tenant_id"].as_str().unwrap()))
        .collect();
    let tenants = tenants.join(", ");
    let mut all = BTreeMap::new();
    for service in databases.services() {
        for table in databases.tables(&service) {
            let row = match databases.engine {
                Engine::Postgres => "row_to_json(t)::text".to_owned(),
                Engine::Sqlite => {
                    let sql = format!("select name from pragma_table_info('{table}')");
                    let columns = databases.query(&service, &sql).into_iter();
                    // The type too: 1 and '1' are different bytes.
                    let quoted: Vec<String> = columns
                        .map(|column| format!("typeof({column}) || quote({column})"))
                        .collect();
                    quoted.join(" || ',' || ")
                }
            };
            let sql = format!("select {row} from {table} t where tenant_id in ({tenants})");
            let mut rows = databases.query(&service, &sql);
            rows.sort();
            all.insert(format!("{service}.{table}"), rows);
        }
    }
    all
}
