//! Tokens: JSON Web Tokens signed with HS256.

use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
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

/// Who issues tokens here, whatever their address.
const ISSUER: &str = "demo-session-service";

/// Claims with who says so.
#[derive(Serialize)]
struct Issued<'a> {
    iss: &'static str,
    #[serde(flatten)]
    claims: &'a Claims,
}

/// Signs claims.
pub fn sign(secrets: &Secrets, claims: &Claims) -> String {
    let header = Header {
        kid: Some(secrets.key_id()),
        ..Header::new(Algorithm::HS256)
    };
    let issued = Issued {
        iss: ISSUER,
        claims,
    };
    encode(&header, &issued, &secrets.encoding).expect("claims are JSON and the key is symmetric")
}

/// The claims of a token that was signed here and has not expired.
pub fn verify(secrets: &Secrets, token: &str, now: jiff::Timestamp) -> Option<Claims> {
    // The header only chooses among our own keys; the algorithm is ours to choose.
    let key = secrets.decoding(&decode_header(token).ok()?.kid?)?;
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_required_spec_claims(&["exp", "iss"]);
    // The library would read the system's clock; ours comes in as an argument.
    validation.validate_exp = false;
    let claims = decode::<Claims>(token, key, &validation).ok()?.claims;
    (now.as_second() < claims.exp).then_some(claims)
}

/// The first whole second after an instant, or at it.
pub fn expiry(good_until: jiff::Timestamp) -> i64 {
    good_until.as_second() + i64::from(good_until.subsec_nanosecond() > 0)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jsonwebtoken::EncodingKey;

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

    /// A token of any claims, header and key.
    fn forged(header: &Header, claims: &impl Serialize, key: &EncodingKey) -> String {
        encode(header, claims, key).expect("signs")
    }

    #[test]
    fn a_token_lives_until_its_expiry_under_its_own_key() {
        let secrets = Secrets::new(&[1; 32], None);
        let token = sign(&secrets, &claims());
        assert_eq!(verify(&secrets, &token, at(199)), Some(claims()));
        assert_eq!(verify(&secrets, &token, at(200)), None);
        assert_eq!(verify(&Secrets::new(&[2; 32], None), &token, at(150)), None);
    }

    #[test]
    fn the_previous_key_still_opens_and_no_longer_signs() {
        let (old, new) = ([1; 32], [2; 32]);
        let token = sign(&Secrets::new(&old, None), &claims());
        let rotated = Secrets::new(&new, Some(&old));
        assert_eq!(verify(&rotated, &token, at(150)), Some(claims()));
        let token = sign(&rotated, &claims());
        let after = Secrets::new(&new, None);
        assert_eq!(verify(&after, &token, at(150)), Some(claims()));
        assert_eq!(verify(&Secrets::new(&old, None), &token, at(150)), None);
    }

    #[test]
    fn no_other_algorithm_key_or_issuer_is_taken() {
        let secrets = Secrets::new(&[1; 32], None);
        let token = sign(&secrets, &claims());
        let payload = token.split('.').nth(1).expect("three parts");
        let named = |algorithm| Header {
            kid: Some(secrets.key_id()),
            ..Header::new(algorithm)
        };
        let ours = |header: &Header, iss| {
            let claims = claims();
            let issued = Issued {
                iss,
                claims: &claims,
            };
            forged(header, &issued, &secrets.encoding)
        };
        let good = ours(&named(Algorithm::HS256), ISSUER);
        assert_eq!(verify(&secrets, &good, at(150)), Some(claims()));
        for header in [
            r#"{"alg":"none"}"#.to_owned(),
            format!(r#"{{"alg":"none","kid":"{}"}}"#, secrets.key_id()),
            format!(r#"{{"alg":"RS256","kid":"{}"}}"#, secrets.key_id()),
        ] {
            let header = data_encoding::BASE64URL_NOPAD.encode(header.as_bytes());
            let signature = good.rsplit('.').next().expect("three parts");
            for signature in ["", signature] {
                let token = format!("{header}.{payload}.{signature}");
                assert_eq!(verify(&secrets, &token, at(150)), None, "{token}");
            }
        }
        for (header, iss) in [
            (named(Algorithm::HS512), ISSUER),
            (named(Algorithm::HS384), ISSUER),
            (named(Algorithm::HS256), "another"),
            // Without the key's name, and with a name that is none.
            (Header::new(Algorithm::HS256), ISSUER),
            (
                Header {
                    kid: Some("../../dev/null".to_owned()),
                    ..Header::new(Algorithm::HS256)
                },
                ISSUER,
            ),
        ] {
            assert_eq!(
                verify(&secrets, &ours(&header, iss), at(150)),
                None,
                "{header:?} {iss}"
            );
        }
        // No issuer at all.
        let bare = forged(&named(Algorithm::HS256), &claims(), &secrets.encoding);
        assert_eq!(verify(&secrets, &bare, at(150)), None);
        // The key's name as the key.
        let guess = EncodingKey::from_secret(secrets.key_id().as_bytes());
        let guessed = forged(&named(Algorithm::HS256), &claims(), &guess);
        assert_eq!(verify(&secrets, &guessed, at(150)), None);
    }
}
