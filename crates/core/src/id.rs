//! Ids that are unique to a tenant: the XOR of a base id and the tenant's id.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The bits of a UUID that say its version (4) and its variant (2), by RFC 9562, section 4.
const VERSION_AND_VARIANT: u128 = 0x0000_0000_0000_F000_C000_0000_0000_0000;

/// How a base id and a tenant's id become one id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdTransform {
    /// All 128 bits.
    #[default]
    Xor,
    /// All but the six version and variant bits, which stay as the base id has them, for
    /// clients that refuse a UUID without a valid version.
    XorRfc9562,
}

impl IdTransform {
    const ALL: [Self; 2] = [Self::Xor, Self::XorRfc9562];

    /// Its name, in the configuration and in records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Xor => "xor",
            Self::XorRfc9562 => "xor_rfc9562",
        }
    }

    /// The one of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}

/// A nil tenant would leave every base id as it is, the same for all demos.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the nil UUID cannot be a virtual tenant")]
pub struct NilTenant;

/// What one session's ids are transformed with: its virtual tenant id, never nil.
///
/// An outlet has no key of its own. Its rows use the session's, so that references between
/// parent and outlets hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    tenant: Uuid,
    mask: u128,
}

impl Key {
    /// # Errors
    ///
    /// [`NilTenant`] when `tenant` is the nil UUID.
    pub fn new(tenant: Uuid, transform: IdTransform) -> Result<Self, NilTenant> {
        if tenant.is_nil() {
            return Err(NilTenant);
        }
        let mask = match transform {
            IdTransform::Xor => tenant.as_u128(),
            IdTransform::XorRfc9562 => tenant.as_u128() & !VERSION_AND_VARIANT,
        };
        Ok(Self { tenant, mask })
    }

    /// The session's virtual tenant id.
    #[must_use]
    pub fn tenant(self) -> Uuid {
        self.tenant
    }

    /// `base XOR tenant`; its own inverse.
    #[must_use]
    pub fn apply(self, base: Uuid) -> Uuid {
        Uuid::from_u128(base.as_u128() ^ self.mask)
    }

    /// The tenant id of an outlet by its base id, and of the session itself by the nil UUID.
    #[must_use]
    pub fn tenant_of(self, base: Uuid) -> Uuid {
        if base.is_nil() {
            self.tenant
        } else {
            self.apply(base)
        }
    }
}

/// The byte-wise XOR of `base` and `tenant`: deterministic, its own inverse, and the same in
/// every service, so that a reference stays a reference.
///
/// # Errors
///
/// [`NilTenant`] when `tenant` is the nil UUID.
pub fn transform_id(base: Uuid, tenant: Uuid, transform: IdTransform) -> Result<Uuid, NilTenant> {
    Ok(Key::new(tenant, transform)?.apply(base))
}
