//! The transform of ids.

use std::collections::HashSet;

use demo_core::{IdTransform, Key, id::NilTenant, transform_id};
use proptest::prelude::*;
use uuid::{Uuid, Variant, Version};

fn uuids() -> impl Strategy<Value = Uuid> {
    any::<u128>()
        .prop_filter("not nil", |bits| *bits != 0)
        .prop_map(Uuid::from_u128)
}

fn v4(bits: u128) -> Uuid {
    uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
}

proptest! {
    #[test]
    fn is_its_own_inverse(base in uuids(), tenant in uuids()) {
        for transform in [IdTransform::Xor, IdTransform::XorRfc9562] {
            let there = transform_id(base, tenant, transform).unwrap();
            prop_assert_eq!(transform_id(there, tenant, transform).unwrap(), base);
        }
    }

    #[test]
    fn plain_xor_is_byte_wise(base in uuids(), tenant in uuids()) {
        let id = transform_id(base, tenant, IdTransform::Xor).unwrap();
        for (at, byte) in id.as_bytes().iter().enumerate() {
            prop_assert_eq!(*byte, base.as_bytes()[at] ^ tenant.as_bytes()[at]);
        }
    }

    #[test]
    fn rfc9562_keeps_version_and_variant(base in any::<u128>(), tenant in any::<u128>()) {
        let id = transform_id(v4(base), v4(tenant), IdTransform::XorRfc9562).unwrap();
        prop_assert_eq!(id.get_version(), Some(Version::Random));
        prop_assert_eq!(id.get_variant(), Variant::RFC4122);
    }
}

#[test]
fn a_nil_tenant_is_refused() {
    let base = v4(7);
    assert_eq!(
        transform_id(base, Uuid::nil(), IdTransform::Xor),
        Err(NilTenant)
    );
    assert_eq!(
        NilTenant.to_string(),
        "the nil UUID cannot be a virtual tenant"
    );
}

#[test]
fn a_million_rows_of_many_tenants_do_not_collide() {
    // Tenants from a fixed sequence, so that a failure repeats itself.
    let mut state: u128 = 0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835;
    let mut draw = || {
        state = state
            .wrapping_mul(0xDA94_2042_E4DD_58B5)
            .wrapping_add(1)
            .rotate_left(41);
        v4(state)
    };
    for transform in [IdTransform::Xor, IdTransform::XorRfc9562] {
        let mut seen = HashSet::with_capacity(1_000_000);
        for _ in 0..1_000 {
            let key = Key::new(draw(), transform).unwrap();
            for row in 0..1_000_u128 {
                let base = Uuid::from_u128(0x0801_0001_0000_4000_8000_0000_0000_0000 + row);
                assert!(seen.insert(key.apply(base)));
            }
        }
    }
}
