//! Nobody sees, changes or removes what is another tenant's: by the database's own rules, and
//! by every operation of the API.

mod cancelled;
mod catalogue;
#[path = "../api/databases.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod databases;
#[path = "../api/http.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod http;
mod operations;
#[path = "../api/server.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod server;
mod walk;
