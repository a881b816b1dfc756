//! Nobody sees, changes or removes what is another tenant's: by the database's own rules, and
//! by every operation of the API.

mod cancelled;
mod catalogue;
mod operations;
mod walk;
