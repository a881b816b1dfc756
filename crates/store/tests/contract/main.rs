//! What both engines promise, in one suite that runs against each.

/// Runs a contract against SQLite and against PostgreSQL.
macro_rules! contract {
    ($($name:ident),* $(,)?) => {
        mod on_sqlite { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() { super::$name(&$crate::common::Place::sqlite()).await }
        )* }
        mod on_postgres { $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                let place = $crate::common::Place::postgres();
                super::$name(&place).await;
                place.drop_databases().await;
            }
        )* }
    };
}

mod common;
mod lifecycle;
mod load;
mod many;
mod open;
mod postgres;
mod rows;
mod sessions;
mod users;
mod write;
