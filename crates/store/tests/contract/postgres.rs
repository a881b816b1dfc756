//! What PostgreSQL alone promises.

use std::{collections::BTreeMap, sync::Arc};

use demo_store::{DatabaseUrl, Error, Pace, Store, StoreOptions};
use sqlx::{AssertSqlSafe, Executor, PgConnection, Row};

use crate::common::{Place, TENANT, connect, load, now, plan, request, service, shop, total};

async fn count(connection: &mut PgConnection) -> i64 {
    sqlx::query("select count(*) from boxes")
        .fetch_one(connection)
        .await
        .unwrap()
        .get(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn row_security_is_forced() {
    let place = Place::postgres();
    let store = place.store().await;
    load(&store, TENANT).await;
    let mut connection = connect(&format!("{}shop", place.options.database_prefix)).await;
    connection.execute("set role demo_api").await.unwrap();
    assert_eq!(count(&mut connection).await, 0, "no tenant set");
    connection.execute("set demo.tenant_id = ''").await.unwrap();
    assert_eq!(count(&mut connection).await, 0, "an empty tenant");
    let set = format!("set demo.tenant_id = '{TENANT}'");
    connection.execute(AssertSqlSafe(set)).await.unwrap();
    assert_eq!(count(&mut connection).await, 3);
    assert!(connection.execute("insert into boxes (tenant_id, id, name) values (gen_random_uuid(), gen_random_uuid(), 'x')").await.is_err());
    assert!(
        connection
            .execute("select * from demo_tenants")
            .await
            .is_err()
    );
    assert!(
        connection
            .execute("select * from demo_migrations")
            .await
            .is_err()
    );
    let flags = sqlx::query(
        "select count(*) from pg_class where relname in ('boxes', 'things') and relrowsecurity and relforcerowsecurity",
    );
    connection.execute("reset role").await.unwrap();
    assert_eq!(
        flags
            .fetch_one(&mut connection)
            .await
            .unwrap()
            .get::<i64, _>(0),
        2
    );
    place.drop_databases().await;
}

/// A new row that is on its way when its tenant is removed: it is waited for, and goes too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn removal_waits_for_rows_on_their_way() {
    let place = Place::postgres();
    let store = place.store().await;
    load(&store, TENANT).await;
    let prefix = &place.options.database_prefix;
    let mut writer = connect(&format!("{prefix}shop")).await;
    // As the data API does it, but slowly.
    let insert = format!(
        "begin; select 1 from demo_tenants where tenant_id = '{TENANT}' and state = 'live' for share; \
         set local role demo_api; set local demo.tenant_id = '{TENANT}'; \
         insert into boxes (tenant_id, id, name) values ('{TENANT}', gen_random_uuid(), 'late')"
    );
    writer
        .execute(sqlx::raw_sql(AssertSqlSafe(insert)))
        .await
        .unwrap();
    let removal = tokio::spawn({
        let shop = shop(&store).clone();
        async move { shop.purge(TENANT, now(), Pace::AtOnce).await }
    });
    let mut watcher = connect("postgres").await;
    let waiting = format!(
        "select count(*) from pg_stat_activity where starts_with(datname, '{prefix}') and wait_event_type = 'Lock'"
    );
    let begun = std::time::Instant::now();
    while sqlx::query(AssertSqlSafe(waiting.clone()))
        .fetch_one(&mut watcher)
        .await
        .unwrap()
        .get::<i64, _>(0)
        == 0
    {
        assert!(begun.elapsed().as_secs() < 60, "removal does not wait");
    }
    writer.execute("commit").await.unwrap();
    let removed = removal.await.unwrap().unwrap();
    assert_eq!(
        (removed.now, removed.in_all),
        (6, 6),
        "five of the plan, and that"
    );
    writer.execute("reset role").await.unwrap();
    assert_eq!(count(&mut writer).await, 0);
    place.drop_databases().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dead_connections_are_replaced() {
    let place = Place::postgres();
    let store = place.store().await;
    load(&store, TENANT).await;
    let prefix = &place.options.database_prefix;
    let kill = format!(
        "select pg_terminate_backend(pid) from pg_stat_activity where starts_with(datname, '{prefix}')"
    );
    connect("postgres")
        .await
        .execute(AssertSqlSafe(kill))
        .await
        .unwrap();
    assert_eq!(total(&store, TENANT).await, 5);
    assert!(store.ping().await.iter().all(|(_, answer)| answer.is_ok()));
    place.drop_databases().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unprivileged_user_is_enough() {
    let place = Place::postgres();
    let role = format!("{}user", place.options.database_prefix);
    let mut admin = connect("postgres").await;
    let create = format!("create role {role} login createdb createrole password 'pw'");
    admin.execute(AssertSqlSafe(create)).await.unwrap();
    let DatabaseUrl::Postgres(url) = &place.options.database else {
        panic!()
    };
    let (_, host) = url.rsplit_once('@').expect("the test URL names a user");
    let options = StoreOptions {
        database: format!("postgres://{role}:pw@{host}").parse().unwrap(),
        ..place.options.clone()
    };
    // Roles that an earlier superuser made can only be granted by one.
    admin
        .execute(AssertSqlSafe(format!(
            "grant demo_loader, demo_api to {role}"
        )))
        .await
        .ok();
    let store = Store::open(&options, &[service()]).await.unwrap();
    assert_eq!(load(&store, TENANT).await, 5);
    assert_eq!(total(&store, TENANT).await, 5);
    store.close().await;
    place.drop_databases().await;
    admin
        .execute(AssertSqlSafe(format!("drop role {role}")))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_server_out_of_reach_is_named_without_its_password() {
    let options = StoreOptions {
        service_databases: BTreeMap::new(),
        ..StoreOptions::new("postgres://ana:s3cret@127.0.0.1:1".parse().unwrap())
    };
    let error = Store::open(&options, &[service()]).await.unwrap_err();
    assert!(error.is_unreachable(), "{error:?}");
    let text = format!("{error} {error:?}");
    assert!(
        text.contains("127.0.0.1:1") && !text.contains("s3cret"),
        "{text}"
    );
    assert!(matches!(error, Error::Unreachable { .. }));
}

/// A removal that comes while a reset has removed rows and not yet put others in their place:
/// its deletions would wait for the reset's, and then not see what came instead.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_removal_waits_for_a_reset() {
    let place = Place::postgres();
    let store = place.store().await;
    load(&store, TENANT).await;
    let mut connection = connect(&format!("{}shop", place.options.database_prefix)).await;
    // Holds a reset up after its deletions.
    for sql in [
        "create function hold() returns trigger language plpgsql as \
         $$ begin perform pg_advisory_xact_lock(42); return old; end $$",
        "create trigger hold before delete on demo_tenants for each row execute function hold()",
        "select pg_advisory_lock(42)",
    ] {
        connection.execute(sql).await.unwrap();
    }
    let waiting = async |connection: &mut PgConnection, expected: i64| {
        loop {
            let waiting: i64 = sqlx::query(
                "select count(*) from pg_stat_activity \
                 where datname = current_database() and wait_event_type = 'Lock'",
            )
            .fetch_one(&mut *connection)
            .await
            .unwrap()
            .get(0);
            if waiting == expected {
                break;
            }
        }
    };
    let prepared = shop(&store).prepare(Arc::new(plan(shop(&store).tables())));
    let (service, removing) = (shop(&store).clone(), shop(&store).clone());
    let reset =
        tokio::spawn(async move { service.reset_tenant(&prepared, &request(TENANT)).await });
    waiting(&mut connection, 1).await;
    let removed = tokio::spawn(async move { removing.purge(TENANT, now(), Pace::AtOnce).await });
    waiting(&mut connection, 2).await;
    connection
        .execute("select pg_advisory_unlock(42)")
        .await
        .unwrap();
    assert_eq!(reset.await.unwrap(), Ok(5));
    let removed = removed.await.unwrap().unwrap();
    assert_eq!((removed.now, removed.in_all), (5, 5));
    assert_eq!(count(&mut connection).await, 0);
    place.drop_databases().await;
}
