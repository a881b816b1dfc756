//! What stands in the databases is what stands in the seed files, and nothing else.
//!
//! What is expected is computed here a second time, from the seed files, the migrations and the
//! specification, without the program's own reading, planning and moving of dates.

#[path = "../api/databases.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod databases;
#[path = "../api/http.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod http;
#[path = "../api/server.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod server;

mod clock;
mod every_value;
mod expected;
mod facts;
mod many_clients;
mod seeds;
mod services;
mod stored;
