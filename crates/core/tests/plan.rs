//! From files to a plan, and what is said when something in them is wrong.

use std::collections::BTreeMap;

use demo_core::{
    Batch, Finding, IdTransform, Key, Service, Table,
    batch::Value,
    plan::{self, Profile, SessionValues},
    schema::{Column, Default, Type},
    seed,
    time::Moment,
};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use uuid::Uuid;

const MANIFEST: &str = r#"{
  "profile": "small", "title": "Small", "description": "A small one.",
  "base_reference_date": "2025-01-15T06:00:00Z", "timezone": "Europe/Madrid",
  "locale": "es-ES", "currency": "EUR", "subscription_tier": "basic", "company": "Pan",
  "email": "demo@pan.example", "files": ["one.json"],
  "offset_window": {"past": "1d", "future": "1d"}, "id_prefixes": {}, "edge_cases": {}
}"#;

const PEOPLE: &str = r#"
  "tenants": [{"kind": "single", "name": "${session.company}"}],
  "roles": [{"id": "00000000-0000-4000-8000-000000000001", "name": "owner", "permissions": ["*:read"]}],
  "users": [{"id": "00000000-0000-4000-8000-000000000002", "email": "a.${session.short_id}@x.example", "full_name": "Ana"}],
  "user_roles": [{"user_id": "00000000-0000-4000-8000-000000000002", "role_id": "00000000-0000-4000-8000-000000000001"}]"#;

fn column(name: &str, kind: Type, declared: &str, nullable: bool) -> Column {
    Column {
        name: name.into(),
        kind,
        declared: declared.into(),
        nullable,
        default: Default::None,
    }
}

fn table(name: &str, mut columns: Vec<Column>) -> Table {
    columns.insert(0, column("tenant_id", Type::Uuid, "uuid", false));
    let (primary_key, unique, foreign_keys) = (vec!["tenant_id".into()], Vec::new(), Vec::new());
    Table {
        name: name.into(),
        columns,
        primary_key,
        unique,
        foreign_keys,
    }
}

fn services() -> Vec<(Service, Vec<Table>)> {
    let settings = "description = \"all\"\n[json]\n\"things.detail\" = { ids = [\"ids[*]\"], instants = [\"at\"] }";
    let migration = [("0001_init.sql".to_owned(), String::new())];
    let service = Service::new("all", settings, &migration).unwrap();
    let id = || column("id", Type::Uuid, "uuid", false);
    let text = |name: &str| column(name, Type::Text, "text", false);
    let mut active = column("active", Type::Boolean, "boolean", false);
    active.default = Default::Constant("true".into());
    let tables = vec![
        table(
            "tenants",
            vec![
                text("kind"),
                text("name"),
                column("parent_tenant_id", Type::Uuid, "uuid", true),
            ],
        ),
        table(
            "roles",
            vec![
                id(),
                text("name"),
                column("permissions", Type::Json, "jsonb", false),
            ],
        ),
        table("users", vec![id(), text("email"), text("full_name")]),
        table(
            "user_roles",
            vec![
                column("user_id", Type::Uuid, "uuid", false),
                column("role_id", Type::Uuid, "uuid", false),
            ],
        ),
        table(
            "things",
            vec![
                id(),
                text("name"),
                column("price", Type::Numeric(Some(2)), "numeric(6,2)", true),
                column("at", Type::Instant, "timestamp with time zone", true),
                column("day", Type::Date, "date", true),
                column("detail", Type::Json, "jsonb", true),
                column("number", Type::Integer, "integer", true),
                active,
            ],
        ),
    ];
    vec![(service, tables)]
}

fn profile(things: &str) -> (Option<Profile>, Vec<Finding>) {
    let file = format!("{{{PEOPLE},\n\"things\": [\n{things}\n]}}");
    let files = vec![("one.json".to_owned(), file.into_bytes())];
    let (seeds, mut findings) = seed::read(MANIFEST.as_bytes(), &files, true);
    let (profile, more) = plan::build(&seeds.unwrap(), &services());
    findings.extend(more);
    (profile.filter(|_| findings.is_empty()), findings)
}

/// The row of `things` as it is stored.
fn rendered(things: &str) -> BTreeMap<String, Value> {
    let (profile, findings) = profile(things);
    assert_eq!(findings, []);
    let profile = profile.unwrap();
    let tenant = Uuid::from_u128(0xFFFF << 112);
    let moment = Moment::new(
        "2026-05-01T08:00:00Z".parse().unwrap(),
        TimeZone::get("Europe/Madrid").unwrap(),
    )
    .unwrap();
    let session = SessionValues {
        email: "ana@x.example".into(),
        company: "Pan \"y\" más".into(),
        short_id: "abc".into(),
        subscription_tier: "basic".into(),
        password_digest: "!".into(),
    };
    let key = Key::new(tenant, IdTransform::Xor).unwrap();
    let batch = Batch {
        plan: &profile.plans["all"],
        key,
        moment: &moment,
        session: &session,
    };
    let things = batch
        .plan
        .tables
        .iter()
        .find(|table| table.table == "things")
        .unwrap();
    things
        .columns
        .iter()
        .map(|planned| {
            (
                planned.column.name.clone(),
                batch.value(&planned.cells, 0).unwrap(),
            )
        })
        .collect()
}

#[test]
fn values_are_rendered_by_their_columns_type() {
    let row = rendered(
        r#"{"id": "00010000-0000-4000-8000-000000000001", "name": "${session.company}, ${session.short_id}!",
        "price": 12.5, "at": "BASE_TS - 4h", "day": "2025-01-16", "number": 7,
        "detail": {"ids": ["00010000-0000-4000-8000-000000000001"], "at": "BASE_TS + 1d", "who": "${session.company}", "n": 1.50}},
        {"id": "00010000-0000-4000-8000-000000000002", "name": "second", "active": false}"#,
    );
    assert_eq!(
        row["tenant_id"],
        Value::Uuid(Uuid::from_u128(0xFFFF << 112))
    );
    assert_eq!(
        row["id"],
        Value::Uuid("fffe0000-0000-4000-8000-000000000001".parse().unwrap())
    );
    assert_eq!(row["name"], Value::Text("Pan \"y\" más, abc!".into()));
    assert_eq!(row["price"], Value::Numeric("12.50".into()));
    assert_eq!(
        row["at"],
        Value::Instant("2026-05-01T04:00:00Z".parse().unwrap())
    );
    assert_eq!(row["day"], Value::Date("2026-05-02".parse().unwrap()));
    assert_eq!(
        row["active"],
        Value::Boolean(true),
        "the default fills what another row lists"
    );
    let detail = r#"{"ids":["fffe0000-0000-4000-8000-000000000001"],"at":"2026-05-02T08:00:00.000000Z","who":"Pan \"y\" más","n":1.50}"#;
    assert_eq!(row["detail"], Value::Json(detail.into()));
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table of faults")]
fn each_fault_is_found_at_its_place() {
    let id = r#""id": "00010000-0000-4000-8000-000000000001", "name": "x""#;
    for (extra, rule, needle, message) in [
        (
            r#""at": "BASE_TS + 3x""#,
            "time/marker",
            r#"x""#,
            "`BASE_TS + 3x`: a unit, one of w d h m s, expected at character 12",
        ),
        (
            r#""at": "2025-01-15""#,
            "time/instant",
            r#""2025-01-15"#,
            "`2025-01-15` is not an instant",
        ),
        (
            r#""day": "2025-02-30""#,
            "time/date",
            r#""2025-02"#,
            "`2025-02-30` is not a date",
        ),
        (
            r#""price": 1.234"#,
            "shape/scale",
            "1.234",
            "`1.234` has more than the 2 decimals of `price`",
        ),
        (
            r#""price": 12345.0"#,
            "shape/range",
            "12345.0",
            "`12345.0` has more than the 4 digits before the point",
        ),
        (
            r#""price": "ten""#,
            "shape/wrong-type",
            r#""ten"#,
            "`price` is numeric(6,2), not a string",
        ),
        (
            r#""number": 1.5"#,
            "shape/wrong-type",
            "1.5",
            "`number` is integer, not that number",
        ),
        (
            r#""number": 3000000000"#,
            "shape/wrong-type",
            "3000000000",
            "`number` is integer, not that number",
        ),
        (
            r#""nme": "x""#,
            "shape/unknown-column",
            r#""nme""#,
            "`things` has no column `nme`",
        ),
        (
            r#""tenant_id": "x""#,
            "shape/tenant-column",
            r#""tenant_id""#,
            "`tenant_id` is filled by the engine",
        ),
        (
            r#""detail": {"ids": ["x"]}"#,
            "shape/json-path",
            r#"x"]"#,
            "`x` at detail.ids[0]: not a UUID",
        ),
        (
            r#""active": null"#,
            "shape/null",
            "null",
            "`active` may not be null",
        ),
        (
            r#""name": "y""#,
            "shape/duplicate-key",
            r#""y""#,
            "`name` stands twice in this row",
        ),
    ] {
        let row = format!("{{{id}, {extra}}}");
        let column = row.rfind(needle).unwrap() + 1;
        let (profile, findings) = profile(&row);
        assert!(profile.is_none(), "{extra}");
        assert_eq!(findings.len(), 1, "{extra}: {findings:?}");
        let finding = &findings[0];
        assert_eq!(
            (finding.rule.as_str(), finding.file.as_str()),
            (rule, "one.json")
        );
        assert!(finding.message.starts_with(message), "{}", finding.message);
        assert_eq!((finding.line, finding.column), (7, column), "{extra}");
        assert!(!finding.hint.is_empty(), "{extra} has no hint");
    }
    let (_, findings) = profile(r#"{"id": "00010000-0000-4000-8000-000000000001"}"#);
    assert_eq!(
        findings[0].message,
        "this row lacks `name`, which may not be null"
    );
    let (_, findings) = profile(&format!("{{{id}, \"nme\": 1}}, 7"));
    assert_eq!(findings.len(), 2, "reading goes on after a fault");
}

#[test]
fn unknown_session_values_and_tables_name_the_nearest() {
    let (_, findings) =
        profile(r#"{"id": "00010000-0000-4000-8000-000000000001", "name": "${session.emial}"}"#);
    assert_eq!(findings[0].hint, "did you mean `session.email`?");
    let files = vec![(
        "one.json".to_owned(),
        format!("{{{PEOPLE}, \"thigns\": []}}").into_bytes(),
    )];
    let (seeds, _) = seed::read(MANIFEST.as_bytes(), &files, true);
    let (_, findings) = plan::build(&seeds.unwrap(), &services());
    assert_eq!(findings[0].hint, "did you mean `things`?");
}

#[test]
fn files_that_cannot_be_read_are_findings() {
    for (bytes, rule) in [
        (&b"\xEF\xBB\xBF{}"[..], "shape/encoding"),
        (b"{\"a\": \"\xFF\"}", "shape/encoding"),
        (b"{\"things\": [}", "shape/syntax"),
        (b"{} trailing", "shape/syntax"),
        (b"[]", "shape/syntax"),
        (b"", "shape/syntax"),
        (b"{\"things\": 1}", "shape/wrong-type"),
    ] {
        let files = vec![("one.json".to_owned(), bytes.to_vec())];
        let (_, findings) = seed::read(MANIFEST.as_bytes(), &files, true);
        assert_eq!(findings[0].rule, rule, "{}", String::from_utf8_lossy(bytes));
    }
    let (_, findings) = seed::read(
        MANIFEST.as_bytes(),
        &[("two.json".into(), b"{}".to_vec())],
        true,
    );
    let rules: Vec<&str> = findings
        .iter()
        .map(|finding| finding.rule.as_str())
        .collect();
    assert_eq!(rules, ["shape/missing-file", "shape/unlisted-file"]);
}

proptest! {
    #[test]
    fn no_file_makes_it_panic(text in any::<String>(), value in "[\\[\\]{}\",:0-9a-z\\\\ .\\-$]{0,40}") {
        for file in [text.clone(), format!("{{\"things\": [{value}]}}"), format!("{{\"things\": [{{\"name\": {value}, \"at\": \"{value}\"}}]}}")] {
            let files = vec![("one.json".to_owned(), file.into_bytes())];
            if let (Some(seeds), _) = seed::read(MANIFEST.as_bytes(), &files, true) {
                let _ = plan::build(&seeds, &services());
            }
        }
        let _ = seed::read(text.as_bytes(), &[], true);
    }
}
