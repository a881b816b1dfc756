//! The HTTP interface of the real program, on both engines.

mod data;
mod input;
mod limits;
mod operation;
mod pages;
mod refused_rows;
mod rows;
mod sessions;
mod texts;
mod tokens;

/// Runs each test on each engine, on a server of its own.
macro_rules! on_both_engines {
    ($($module:ident: $($test:ident)*;)*) => {
        mod sqlite {
            use crate::server::{Engine::Sqlite, Server};
            $($(
                #[tokio::test]
                async fn $test() {
                    let server = Server::start(Sqlite);
                    crate::api::$module::$test(&server.api).await;
                }
            )*)*
        }
        mod postgres {
            use crate::server::{Engine::Postgres, Server};
            $($(
                #[tokio::test]
                async fn $test() {
                    let server = Server::start(Postgres);
                    crate::api::$module::$test(&server.api).await;
                }
            )*)*
        }
    };
}

on_both_engines! {
    sessions:
        a_session_is_made_with_all_that_it_promises
        a_session_is_read_without_its_secrets
        a_deleted_session_leaves_a_receipt_and_nothing_else
        the_story_is_told_at_the_demo_date
        only_its_own_people_end_a_session;
    tokens:
        each_user_logs_in_and_does_what_the_role_permits
        an_owner_reads_the_outlets_and_an_outlet_only_itself
        a_token_opens_no_other_session
        a_token_that_is_not_ours_opens_nothing
        a_refused_login_tells_nothing;
    data:
        filters_select_what_they_say
        a_filter_that_does_not_fit_is_explained
        values_have_the_forms_that_are_promised
        secret_columns_do_not_exist_for_clients
        unknown_places_are_404;
    rows:
        a_row_is_added_changed_and_removed
        what_others_point_at_stays
        a_role_writes_what_it_may
        what_a_prospect_adds_goes_with_the_demo;
    refused_rows:
        types_are_checked
        unknown_and_forbidden_columns_are_named
        a_broken_rule_names_its_fields
        another_demos_row_is_not_there;
    texts:
        every_text_is_kept_as_it_is
        what_is_tampered_with_is_refused
        a_sessions_own_fields_are_texts_too;
    pages:
        sort_orders_by_each_column
        pages_visit_each_row_once
        a_cursor_is_good_for_its_own_query_only
        limits_have_bounds;
    input:
        what_is_wrong_with_a_new_session_is_said
        a_body_that_is_no_object_is_refused
        a_body_that_is_too_large_is_refused
        a_wrong_address_or_method_is_explained;
    operation:
        health_and_metrics_tell_what_happened
        the_documentation_is_whole;
}
