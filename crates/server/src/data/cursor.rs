//! Where a page ended, sealed: a cursor that was changed, or is of another query, is refused.

use data_encoding::BASE64URL_NOPAD;
use serde_json::Value;

use crate::{
    error::{FieldError, Problem},
    secrets::Secrets,
};

const PURPOSE: &[u8] = b"cursor";
const SEAL: usize = 16;

/// A cursor after the row with these values of the sort columns.
pub fn seal(secrets: &Secrets, scope: &str, values: &[&Value]) -> String {
    let json = serde_json::to_vec(values).expect("values of JSON are JSON");
    let mut bytes = secrets.seal(PURPOSE, &sealed(scope, &json)).to_vec();
    bytes.extend(json);
    BASE64URL_NOPAD.encode(&bytes)
}

/// The values that a cursor holds, if it was sealed here for the same scope.
pub fn open(secrets: &Secrets, scope: &str, text: &str) -> Result<Vec<Value>, Problem> {
    try_open(secrets, scope, text).ok_or_else(|| {
        let detail = "is no cursor of this query: use the `next_cursor` of the page before, \
                      with the same table, filters and sort";
        Problem::invalid(vec![FieldError::new("query/cursor", detail)])
    })
}

fn try_open(secrets: &Secrets, scope: &str, text: &str) -> Option<Vec<Value>> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let (seal, json) = bytes.split_at_checked(SEAL)?;
    // What is sealed is no secret and opens nothing, so an ordinary comparison will do.
    if seal != secrets.seal(PURPOSE, &sealed(scope, json)) {
        return None;
    }
    serde_json::from_slice(json).ok()
}

/// A NUL, which neither part can hold, keeps the two apart.
fn sealed(scope: &str, json: &[u8]) -> Vec<u8> {
    [scope.as_bytes(), b"\0", json].concat()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_cursor_opens_for_its_own_query_only() {
        let secrets = Secrets::new(&[3; 32], None);
        let (text, number) = (json!("café"), json!(null));
        let cursor = seal(&secrets, "orders", &[&text, &number]);
        assert_eq!(
            open(&secrets, "orders", &cursor).ok(),
            Some(vec![text, number])
        );
        assert!(open(&secrets, "sales", &cursor).is_err());
        assert!(open(&Secrets::new(&[4; 32], None), "orders", &cursor).is_err());
    }

    #[test]
    fn no_changed_cursor_opens() {
        let secrets = Secrets::new(&[3; 32], None);
        let cursor = seal(&secrets, "orders", &[&json!(1)]);
        for place in 0..cursor.len() {
            let mut changed = cursor.clone().into_bytes();
            changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("ASCII");
            assert!(open(&secrets, "orders", &changed).is_err(), "{changed}");
        }
        assert!(open(&secrets, "orders", "").is_err());
    }
}
