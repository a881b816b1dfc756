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
    /// The operator; `{id}` is a session's.
    Operator,
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
/// `extend` and the like.
macro_rules! session {
    ($verb:literal) => {
        concat!("/api/v1/demo-sessions/{id}/", $verb)
    };
}
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
    get("/api/v1/demo-sessions", For::Operator),
    get("/api/v1/demo-sessions/stats", For::Operator),
    write(
        "post",
        "/api/v1/demo-profiles/reload",
        For::Operator,
        None,
        200,
    ),
    write("post", session!("protect"), For::Operator, None, 200),
    write("post", session!("unprotect"), For::Operator, None, 200),
    write(
        "post",
        session!("extend"),
        For::Session { outlet: 403 },
        None,
        200,
    ),
    write(
        "post",
        session!("reset"),
        For::Session { outlet: 403 },
        None,
        200,
    ),
    get(CONTRACT, For::Internal),
    write(
        "post",
        "/services/{name}/internal/demo/clone",
        For::Internal,
        Some("{}"),
        422,
    ),
    write(
        "post",
        "/services/{name}/internal/demo/reset",
        For::Internal,
        Some("{}"),
        422,
    ),
    write("delete", CONTRACT, For::Internal, None, 200),
    write("delete", SESSION, For::Session { outlet: 403 }, None, 200),
    // Of a session that is over they come to an end.
    get(session!("events"), For::Session { outlet: 200 }),
];
