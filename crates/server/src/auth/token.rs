//! Tokens: JSON Web Tokens signed with HS256.

use jsonwebtoken::{Algorithm, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::secrets::Secrets;

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The user.
    pub sub: Uuid,
    /// The user's tenant.
    pub tid: Uuid,
    /// The session.
    pub sid: Uuid,
    /// The user's first role.
    pub role: String,
    /// What the user's roles permit: `orders:read`, `*:read`, `*`.
    pub permissions: Vec<String>,
    /// The tenants that the token opens.
    pub tenants: Vec<Uuid>,
    /// Issued at, in seconds since 1970.
    pub iat: i64,
    /// Expires at, likewise: the second in which the session does. That is a bound; when the
    /// session itself is over, to the microsecond, its record says.
    pub exp: i64,
}

/// Signs claims.
pub fn sign(secrets: &Secrets, claims: &Claims) -> String {
    let header = Header {
        kid: Some(secrets.key_id.clone()),
        ..Header::new(Algorithm::HS256)
    };
    encode(&header, claims, &secrets.encoding).expect("claims are JSON and the key is symmetric")
}

/// The claims of a token that was signed here and has not expired.
pub fn verify(secrets: &Secrets, token: &str, now: jiff::Timestamp) -> Option<Claims> {
    let mut validation = Validation::new(Algorithm::HS256);
    // The library would read the system's clock; ours comes in as an argument.
    validation.validate_exp = false;
    let claims = decode::<Claims>(token, &secrets.decoding, &validation)
        .ok()?
        .claims;
    (now.as_second() < claims.exp).then_some(claims)
}

/// The first whole second after an instant, or at it.
pub fn expiry(good_until: jiff::Timestamp) -> i64 {
    good_until.as_second() + i64::from(good_until.subsec_nanosecond() > 0)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn claims() -> Claims {
        let id = Uuid::from_u128(5);
        let text = || "owner".to_owned();
        let permissions = vec!["*".to_owned()];
        Claims {
            sub: id,
            tid: id,
            sid: id,
            role: text(),
            permissions,
            tenants: vec![id],
            iat: 100,
            exp: 200,
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("in range")
    }

    #[test]
    fn a_token_lives_until_its_expiry_under_its_own_key() {
        let secrets = Secrets::new(&[1; 32]);
        let token = sign(&secrets, &claims());
        assert_eq!(verify(&secrets, &token, at(199)), Some(claims()));
        assert_eq!(verify(&secrets, &token, at(200)), None);
        assert_eq!(verify(&Secrets::new(&[2; 32]), &token, at(150)), None);
    }

    #[test]
    fn no_other_algorithm_is_taken() {
        let secrets = Secrets::new(&[1; 32]);
        let token = sign(&secrets, &claims());
        let payload = token.split('.').nth(1).expect("three parts");
        let unsigned = format!(
            "{}.{payload}.",
            data_encoding::BASE64URL_NOPAD.encode(br#"{"alg":"none"}"#)
        );
        assert_eq!(verify(&secrets, &unsigned, at(150)), None);
        let hs512 =
            encode(&Header::new(Algorithm::HS512), &claims(), &secrets.encoding).expect("signs");
        assert_eq!(verify(&secrets, &hs512, at(150)), None);
    }
}
