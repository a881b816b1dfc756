//! What is derived from the server's key: passwords, digests and the key that signs tokens.

use data_encoding::{BASE32_NOPAD, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{DecodingKey, EncodingKey};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

/// What a session without a password stores: no digest looks like it.
pub const NO_DIGEST: &str = "!";

/// 26 base32 characters carry 130 bits.
const PASSWORD_LENGTH: usize = 26;

/// 10 base32 characters carry 50 bits: enough for e-mails that are unique, short enough to type.
const SHORT_ID_LENGTH: usize = 10;

/// The server's key, and the keys derived from it. Never printed.
pub struct Secrets {
    key: Vec<u8>,
    previous: Option<Vec<u8>>,
    /// Signs tokens.
    pub encoding: EncodingKey,
    /// Verify them, by the names that tokens' headers give them.
    decoding: Vec<(String, DecodingKey)>,
}

impl Secrets {
    /// Derives all keys. What the previous key signed is still good; nothing new is signed
    /// with it.
    pub fn new(key: &[u8], previous: Option<&[u8]>) -> Self {
        let signing = |key: &[u8]| mac(key, &[b"token"]);
        let decoding = |key| (key_id(key), DecodingKey::from_secret(&signing(key)));
        Self {
            key: key.to_vec(),
            previous: previous.map(<[u8]>::to_vec),
            encoding: EncodingKey::from_secret(&signing(key)),
            decoding: std::iter::once(key).chain(previous).map(decoding).collect(),
        }
    }

    /// Names the signing key in a token's header; says nothing about it.
    pub fn key_id(&self) -> String {
        key_id(&self.key)
    }

    /// The key of a name.
    pub fn decoding(&self, key_id: &str) -> Option<&DecodingKey> {
        let mut keys = self.decoding.iter();
        keys.find(|(id, _)| id == key_id).map(|(_, key)| key)
    }

    /// The password of a session's users, under the key that its digest was made under; none
    /// when that key is gone.
    pub fn password(&self, session: Uuid, digest: &str) -> Option<String> {
        let keys = std::iter::once(&self.key).chain(&self.previous);
        keys.map(|key| session_password(key, session))
            .find(|password| verify_password(password, digest))
    }

    /// The digest that the database keeps: `sha256$<salt>$<digest>`, both in hexadecimal.
    pub fn password_digest(&self, session: Uuid) -> String {
        let salt = &mac(&self.key, &[b"salt", session.as_bytes()])[..16];
        format!(
            "sha256${}${}",
            HEXLOWER.encode(salt),
            digest(salt, &session_password(&self.key, session))
        )
    }

    /// Sixteen bytes that prove that a text came from here, for a purpose.
    pub fn seal(&self, purpose: &[u8], text: &[u8]) -> [u8; 16] {
        let mut seal = [0; 16];
        seal.copy_from_slice(&mac(&self.key, &[purpose, text])[..16]);
        seal
    }
}

/// The password of a session's users under a server's key, 130 bits as lower-case base32.
#[must_use]
pub fn session_password(key: &[u8], session: Uuid) -> String {
    let mut password = BASE32_NOPAD.encode(&mac(key, &[b"password", session.as_bytes()]));
    password.truncate(PASSWORD_LENGTH);
    password.to_ascii_lowercase()
}

/// Ten lower-case base32 characters from random bytes.
pub fn short_id(random: [u8; 7]) -> String {
    let mut text = BASE32_NOPAD.encode(&random);
    text.truncate(SHORT_ID_LENGTH);
    text.to_ascii_lowercase()
}

/// Whether a password fits a stored digest. Any text that is no digest takes as long and fits none.
pub fn verify_password(password: &str, stored: &str) -> bool {
    let mut parts = stored.split('$');
    let parts = (parts.next(), parts.next(), parts.next(), parts.next());
    let (salt, expected) = match parts {
        (Some("sha256"), Some(salt), Some(expected), None) => {
            (HEXLOWER.decode(salt.as_bytes()), expected)
        }
        _ => (Ok(vec![0; 16]), ""),
    };
    let computed = digest(&salt.unwrap_or_default(), password);
    computed.as_bytes().ct_eq(expected.as_bytes()).into()
}

/// Compares two secrets in a time that tells neither their contents nor their lengths.
pub fn same(left: &str, right: &str) -> bool {
    Sha256::digest(left).ct_eq(&Sha256::digest(right)).into()
}

fn key_id(key: &[u8]) -> String {
    HEXLOWER.encode(&mac(key, &[b"token key id"])[..8])
}

fn digest(salt: &[u8], password: &str) -> String {
    HEXLOWER.encode(
        &Sha256::new()
            .chain_update(salt)
            .chain_update(password)
            .finalize(),
    )
}

/// HMAC-SHA-256 over the parts, each with its length before it, so that no two lists of parts
/// give the same text.
fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_digest_only() {
        let secrets = Secrets::new(&[7; 32], None);
        let (ours, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let digest = secrets.password_digest(ours);
        let password = secrets.password(ours, &digest).unwrap();
        assert!(verify_password(&password, &digest));
        assert!(!verify_password(&password, &secrets.password_digest(other)));
        assert!(!verify_password("", NO_DIGEST));
        assert_eq!(password.len(), PASSWORD_LENGTH);
    }

    #[test]
    fn a_password_is_shown_as_long_as_its_key_is_known() {
        let (old, new) = ([7; 32], [8; 32]);
        let session = Uuid::from_u128(1);
        let digest = Secrets::new(&old, None).password_digest(session);
        let shown = |secrets: &Secrets| secrets.password(session, &digest);
        let first = shown(&Secrets::new(&old, None));
        assert!(first.is_some());
        assert_eq!(shown(&Secrets::new(&new, Some(&old))), first);
        assert_eq!(shown(&Secrets::new(&new, None)), None);
    }
}
