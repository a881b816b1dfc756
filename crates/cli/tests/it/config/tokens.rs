//! Tokens and keys: asked for where they are needed, and none that is guessed.

use super::Run;

#[test]
fn tokens_that_must_be_set_are_asked_for() {
    let operator = ["`operator_token`", "DEMO_SESSION_OPERATOR_TOKEN"];
    Run::serve(&["--listen", "0.0.0.0:0"]).is_refused(&operator);
    Run::serve(&["--database", "postgres://ana:s3cret@127.0.0.1:1"]).is_refused(&operator);
    Run::serve(&[])
        .env("DEMO_SESSION_OPERATOR_TOKEN", "short")
        .is_refused(&["`operator_token`", "16 characters", "openssl rand"]);
    let internal = ["`internal_token`", "DEMO_SESSION_INTERNAL_TOKEN"];
    Run::serve(&[])
        .env("DEMO_SESSION_SERVICES__SALES__URL", "http://127.0.0.1:9")
        .is_refused(&internal);
    Run::serve(&["--only", "orders"]).is_refused(&internal);
    // Whether it is needed or not: whoever guesses it clones and removes demos.
    for token in ["", "fifteen letters"] {
        Run::serve(&[])
            .env("DEMO_SESSION_INTERNAL_TOKEN", token)
            .is_refused(&["`internal_token`", "16 characters", "openssl rand"]);
    }
    Run::serve(&[])
        .env("DEMO_SESSION_SECRET_KEY", "short")
        .is_refused(&["`secret_key`", "32 characters"]);
    Run::serve(&[])
        .env("DEMO_SESSION_SECRET_KEY_PREVIOUS", "short")
        .is_refused(&["`secret_key_previous`", "32 characters"]);
}
