//! The web pages through the real program, as a browser without JavaScript sees them.

mod browser;
mod day;
mod facts;
mod filters;
mod forms;
mod launch;
mod many;
mod operator;
mod removal;
mod roles;
mod rows;
mod safety;
mod session;
mod shape;
mod van;

/// Runs each test on each engine, on a server of its own.
macro_rules! on_both_engines {
    ($($module:ident: $($test:ident)*;)*) => {
        mod sqlite {
            use crate::server::{Engine::Sqlite, Server};
            $($(
                #[tokio::test]
                async fn $test() {
                    let server = Server::start(Sqlite);
                    crate::pages::$module::$test(&server.api.url).await;
                }
            )*)*
        }
        mod postgres {
            use crate::server::{Engine::Postgres, Server};
            $($(
                #[tokio::test]
                async fn $test() {
                    let server = Server::start(Postgres);
                    crate::pages::$module::$test(&server.api.url).await;
                }
            )*)*
        }
    };
}

on_both_engines! {
    launch:
        a_launch_leads_into_the_bakery
        a_chain_is_seen_side_by_side
        the_days_sales_are_those_of_the_rows
        what_is_wrong_stands_beside_its_field
        the_plans_that_exist_are_offered
        pages_speak_the_readers_language;
    day:
        a_shop_is_told_of_what_is_its_own
        a_role_sees_no_card_of_what_it_may_not_read
        a_van_that_should_be_there_is_late
        the_map_is_todays_and_tells_all_apart
        what_rows_say_is_marked_as_their_language
        a_chain_is_summed_up;
    facts:
        a_delay_is_carried_to_later_stops
        a_van_tells_what_it_carries_and_who_drives
        a_stop_that_was_made_is_behind_its_van
        what_lies_ahead_has_not_happened
        a_delivery_that_came_late_is_late_no_longer
        stock_is_what_is_kept_in_store
        what_is_on_order_is_not_to_be_ordered
        planning_elsewhere_is_said_to_be_elsewhere
        a_run_names_its_batches
        what_a_card_does_not_show_is_a_link_away;
    filters:
        several_columns_are_filtered_at_once
        a_reference_is_filtered_by_a_name
        a_day_is_the_tenants
        only_conditions_that_fit_are_offered;
    session:
        a_session_is_extended_reset_and_ended
        the_owner_sees_what_each_role_sees
        an_outlets_user_sees_the_names_of_the_parents_products
        a_user_logs_in_by_the_page;
    rows:
        a_row_is_added_changed_and_deleted
        a_refused_row_says_why
        tables_are_filtered_sorted_and_paged;
    forms:
        totals_that_do_not_add_up_are_refused
        a_form_speaks_no_database
        a_row_that_others_name_is_not_offered_to_be_deleted
        an_order_that_its_lines_do_not_make_says_so
        fields_fit_what_they_hold
        what_must_be_filled_in_is_more_than_a_space
        a_list_may_be_left_empty
        json_is_read_by_its_parts_and_written_in_its_lines
        broken_json_does_not_become_a_list
        lists_begin_with_what_is_new;
    roles:
        a_role_is_shown_no_way_to_what_it_may_not
        a_driver_sees_the_own_routes
        roles_and_tiers_are_called_as_people_call_them
        words_of_the_product_are_in_the_pages_language
        a_reset_and_an_end_are_asked_for;
    safety:
        forms_of_others_are_refused
        cookies_are_kept_from_scripts_and_others
        the_cookie_reads_the_api_and_changes_nothing;
    shape:
        every_page_is_small_strict_and_whole;
    van:
        what_was_not_handed_over_is_no_delivery
        an_outlet_cannot_pass_for_another
        what_came_is_not_counted_as_coming
        a_van_is_told_of_without_its_depot
        a_window_says_its_day_once;
    many:
        what_is_to_come_is_told_beside_what_waits
        more_leads_to_what_was_counted
        the_gravest_alerts_are_never_below_others
        alerts_of_one_moment_stand_in_one_order
        no_part_of_the_stock_passes_for_all;
    removal:
        what_an_outlet_names_is_not_offered_to_be_deleted;
    operator:
        an_operator_sees_and_ends_sessions;
}
