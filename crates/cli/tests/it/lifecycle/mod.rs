//! A session's life through the real program: extended, protected, reset, watched, repeated,
//! listed; and seed data read anew under it.

mod dump;
mod events;
mod extend;
mod idempotency;
mod operator;
mod passed;
mod protect;
mod reload;
mod reset;
mod watcher;

/// Runs each test on each engine.
macro_rules! on_both_engines {
    ($($module:ident: $($test:ident)*;)*) => {
        mod sqlite {
            $($(
                #[tokio::test]
                async fn $test() { crate::lifecycle::$module::$test(crate::server::Engine::Sqlite).await; }
            )*)*
        }
        mod postgres {
            $($(
                #[tokio::test]
                async fn $test() { crate::lifecycle::$module::$test(crate::server::Engine::Postgres).await; }
            )*)*
        }
    };
}

on_both_engines! {
    extend:
        a_session_lives_longer_until_the_limit
        only_what_lives_is_extended;
    protect:
        a_protected_session_does_not_expire;
    reset:
        a_reset_brings_back_every_byte
        a_reset_among_readers_and_writers_is_whole
        a_session_of_another_version_is_not_reset
        other_settings_bring_back_the_same_bytes;
    events:
        creation_is_watched_and_resumed
        a_life_is_watched_to_its_end;
    idempotency:
        a_hundred_equal_requests_make_one_session
        a_key_answers_for_its_own_request_only;
    operator:
        all_sessions_are_listed_by_pages
        sessions_are_counted;
    passed:
        what_passed_is_judged_again_once_something_changes;
    reload:
        seed_data_is_read_anew
        no_session_sees_half_of_a_reload
        without_its_profile_a_demo_is_its_owners;
}
