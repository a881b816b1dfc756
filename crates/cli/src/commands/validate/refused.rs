//! What a program is told that asked for findings and gets none, as the check could not be made.
//! People read it from stderr.

use std::io::{self, Write};

use demo_core::{FileFault, service::ServiceError};
use demo_store::RulesError;
use serde_json::json;

use super::{Format, github, sarif};

pub fn write(out: &mut impl Write, error: &anyhow::Error, format: Format) -> io::Result<()> {
    let (message, faults) = (crate::one_line(error), faults(error));
    match format {
        Format::Text => Ok(()),
        Format::Json => {
            let faults: Vec<_> = faults.iter().map(object).collect();
            let report = json!({
                "status": "ERROR",
                "error": message,
                "faults": faults,
                "errors": faults.len().max(1),
                "warnings": 0,
                "profiles": {},
            });
            writeln!(out, "{report:#}")
        }
        Format::Sarif => sarif::write_refused(out, &message, &faults),
        Format::Github => github::write_refused(out, &message, &faults),
    }
}

/// What is wrong with files of services or rules; none where the error is another.
fn faults(error: &anyhow::Error) -> Vec<FileFault> {
    for cause in error.chain() {
        if let Some(ServiceError::Files(faults)) = cause.downcast_ref() {
            return faults.clone();
        }
        if let Some(RulesError::Faults(faults)) = cause.downcast_ref() {
            return faults.clone();
        }
        if let Some(demo_store::Error::Sql(fault)) = cause.downcast_ref() {
            return vec![fault.clone()];
        }
    }
    Vec::new()
}

fn object(fault: &FileFault) -> serde_json::Value {
    json!({
        "file": fault.file,
        "line": fault.line,
        "column": fault.column,
        "message": fault.message,
        "hint": fault.hint,
    })
}

/// What is wrong and what to do, without the place.
pub fn words(fault: &FileFault, between: &str) -> String {
    if fault.hint.is_empty() {
        return fault.message.clone();
    }
    format!("{}{between}{}", fault.message, fault.hint)
}
