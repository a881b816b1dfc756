//! Settings that are drawn once and shared by all processes.

use super::Sessions;
use crate::{
    database::{Statement, required},
    error::Error,
};

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
