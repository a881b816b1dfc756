//! What stands in the databases is what stands in the seed files, and nothing else.
//!
//! What is expected is computed here a second time, from the seed files, the migrations and the
//! specification, without the program's own reading, planning and moving of dates.

mod clock;
mod every_value;
mod expected;
mod facts;
mod many_clients;
mod seeds;
mod services;
mod stored;
mod story;
