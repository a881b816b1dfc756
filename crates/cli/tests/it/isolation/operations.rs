//! Every operation of the API, and what it says to those whom it is not for. A new operation
//! needs a row here: `walk.rs` fails without one.

/// Whom an operation is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum For {
    /// Everybody.
    All,
    /// Whoever has a token of a live session: it says something about that token alone.
    Bearer,
    /// The people of a session, or the operator; `{id}` is a session's.
    Session {
        /// What one of an outlet's people is told.
        outlet: u16,
    },
    /// The users of a tenant.
    Tenant,
    /// Other services.
    Internal,
}

/// An operation, with a body that is valid where it needs one.
pub struct Operation {
    pub method: &'static str,
    pub path: &'static str,
    pub whom: For,
    pub body: Option<&'static str>,
    /// What those are told whom it is for.
    pub answer: u16,
}

const fn get(path: &'static str, whom: For) -> Operation {
    Operation {
        method: "get",
        path,
        whom,
        body: None,
        answer: 200,
    }
}

const fn write(
    method: &'static str,
    path: &'static str,
    whom: For,
    body: Option<&'static str>,
    answer: u16,
) -> Operation {
    Operation {
        method,
        path,
        whom,
        body,
        answer,
    }
}

const SESSION: &str = "/api/v1/demo-sessions/{id}";
const TABLE: &str = "/api/v1/tenants/{tenant}/{service}/{table}";
const ROW: &str = "/api/v1/tenants/{tenant}/{service}/{table}/{id}";
const CONTRACT: &str = "/services/{name}/internal/demo/tenant/{id}";

/// In the order in which they are walked: what removes comes last.
pub const OPERATIONS: &[Operation] = &[
    get("/healthz", For::All),
    get("/readyz", For::All),
    get("/metrics", For::All),
    write(
        "post",
        "/api/v1/demo-sessions",
        For::All,
        Some(r#"{"demo_account_type": "professional", "email": "eva@example.com"}"#),
        201,
    ),
    // Log-in takes no token; what it does without the password stands in the tests of tokens.
    write("post", "/api/v1/auth/login", For::All, Some("{}"), 422),
    get("/api/v1/auth/me", For::Bearer),
    get(SESSION, For::Session { outlet: 200 }),
    get(TABLE, For::Tenant),
    get(ROW, For::Tenant),
    write("post", TABLE, For::Tenant, Some("{}"), 422),
    write("patch", ROW, For::Tenant, Some("{}"), 200),
    // A customer with orders.
    write("delete", ROW, For::Tenant, None, 409),
    get(CONTRACT, For::Internal),
    write(
        "post",
        "/services/{name}/internal/demo/clone",
        For::Internal,
        Some("{}"),
        422,
    ),
    write("delete", CONTRACT, For::Internal, None, 200),
    write("delete", SESSION, For::Session { outlet: 403 }, None, 200),
];
