//! Who may log in.

use std::sync::Arc;

use demo_core::{Plan, Service, Table, batch::Value, plan::PlannedTenant};
use demo_store::{ServiceStore, Store};
use uuid::Uuid;

use crate::common::{Place, TENANT, id, now, request};

contract!(users_come_with_their_roles);

async fn add(auth: &ServiceStore, table: &str, values: &[(&str, Value)]) {
    let table: &Table = auth.table(table).unwrap();
    let values: Vec<_> = values
        .iter()
        .map(|(name, value)| (table.column(name).unwrap(), value.clone()))
        .collect();
    auth.insert_row(TENANT, table, &values, &[]).await.unwrap();
}

async fn users_come_with_their_roles(place: &Place) {
    let services: Vec<Service> = crate::open::all_services()
        .into_iter()
        .filter(|service| service.name == "auth")
        .collect();
    let store = Store::open(&place.options, &services).await.unwrap();
    let auth = &store.services["auth"];
    let empty = Plan {
        profile: "small".to_owned(),
        service: "auth".to_owned(),
        fingerprint: "f1".to_owned(),
        tenants: vec![PlannedTenant {
            base: Uuid::nil(),
            records: 0,
        }],
        tables: vec![],
    };
    auth.clone_tenant(&auth.prepare(Arc::new(empty)), &request(TENANT))
        .await
        .unwrap();
    let text = |text: &str| Value::Text(text.to_owned());
    let user = [
        ("id", Value::Uuid(id(1))),
        ("email", text("ana@example.com")),
        ("full_name", text("Ana")),
        ("job_title", text("Owner")),
        ("password_digest", text("salt:digest")),
        ("created_at", Value::Instant(now())),
    ];
    add(auth, "users", &user).await;
    for (number, name, permissions) in [
        (2, "owner", "[\"*\", \"orders:read\"]"),
        (3, "baker", "[\"orders:read\"]"),
    ] {
        let role = [
            ("id", Value::Uuid(id(number))),
            ("name", text(name)),
            ("title", text(name)),
            ("permissions", Value::Json(permissions.to_owned())),
        ];
        add(auth, "roles", &role).await;
        let link = [
            ("id", Value::Uuid(id(number + 10))),
            ("user_id", Value::Uuid(id(1))),
            ("role_id", Value::Uuid(id(number))),
            ("granted_at", Value::Instant(now())),
        ];
        add(auth, "user_roles", &link).await;
    }
    let users = auth.users_by_email("ana@example.com").await.unwrap();
    assert_eq!(users.len(), 1);
    assert_eq!(
        (users[0].tenant_id, users[0].id, users[0].active),
        (TENANT, id(1), true)
    );
    assert_eq!(users[0].roles, ["baker", "owner"]);
    assert_eq!(users[0].permissions, ["*", "orders:read"]);
    assert!(!format!("{users:?}").contains("digest"));
    assert_eq!(
        auth.user(TENANT, id(1)).await.unwrap().as_ref(),
        users.first()
    );
    assert_eq!(auth.user(id(5), id(1)).await.unwrap(), None);
    assert_eq!(auth.users_of(TENANT).await.unwrap(), users);
    assert!(auth.users_by_email("ANA' or 1=1").await.unwrap().is_empty());
    let ended = "update demo_tenants set state = 'removed'";
    place.execute("auth", ended).await;
    assert_eq!(auth.users_of(TENANT).await.unwrap(), [], "no live demo's");
}
