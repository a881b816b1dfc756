//! What all processes share beside sessions: settings that are drawn once, and what passed its
//! checks.

use jiff::{Timestamp, ToSpan as _, tz::TimeZone};

use super::Sessions;
use crate::{
    database::{Statement, required},
    error::Error,
};

/// Before the keys of what passed its checks.
const PASSED: &str = "passed ";

impl Sessions {
    /// A setting; drawn when it is not there yet. Of two processes that draw at the same time
    /// both get the first one's.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn setting(
        &self,
        name: &str,
        draw: impl FnOnce() -> String,
    ) -> Result<String, Error> {
        if let Some(value) = self.find_setting(name).await? {
            return Ok(value);
        }
        let sql =
            "insert into settings (name, value) values ($1, $2) on conflict (name) do nothing";
        self.database
            .run_repeatable(vec![Statement::new(sql, vec![name.into(), draw().into()])])
            .await?;
        required(self.find_setting(name).await?)
    }

    /// The keys that [`Self::note_passed`] noted.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn passed(&self) -> Result<Vec<String>, Error> {
        let sql = format!("select name from settings where name like '{PASSED}%'");
        let outcome = self.database.one(sql, vec![]).await?;
        let keys = outcome.rows.iter().map(|row| {
            let name = required(row.text(0)?)?;
            Ok(name.strip_prefix(PASSED).unwrap_or(&name).to_owned())
        });
        keys.collect()
    }

    /// Notes the keys of what passed its checks and need not be checked again, each with the day.
    /// Those that no process noted for long are forgotten: data changes, and programs do.
    ///
    /// # Errors
    ///
    /// What the database says.
    pub async fn note_passed(&self, keys: &[String], now: Timestamp) -> Result<(), Error> {
        let today = TimeZone::UTC.to_datetime(now).date();
        let note = "insert into settings (name, value) values ($1, $2) \
                    on conflict (name) do update set value = excluded.value \
                    where settings.value <> excluded.value";
        let notes = keys.iter().map(|key| {
            let name = format!("{PASSED}{key}");
            Statement::new(note, vec![name.into(), today.to_string().into()])
        });
        let forget = format!("delete from settings where name like '{PASSED}%' and value < $1");
        let oldest = today.saturating_sub(90.days());
        let forget = Statement::new(forget, vec![oldest.to_string().into()]);
        let statements = notes.chain([forget]).collect();
        self.database.run_repeatable(statements).await?;
        Ok(())
    }

    async fn find_setting(&self, name: &str) -> Result<Option<String>, Error> {
        let outcome = self
            .database
            .one(
                "select value from settings where name = $1",
                vec![name.into()],
            )
            .await?;
        outcome.rows.first().map_or(Ok(None), |row| row.text(0))
    }
}
