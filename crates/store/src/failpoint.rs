//! Where a test makes a call to a database or a remote service fail, in builds with debug
//! assertions. In a release build a call is nothing but itself.
//!
//! The program is told a file ([`arm`]). Once that holds a number and a [`Fault`], such as
//! `7 lose`, calls are counted, and the seventh is the one. Then the file takes the name
//! `….hit`, so that the test knows and the next fault can be asked for.

/// Makes a call, or fails it. `failed` is the error that the caller sees, where the call was
/// made (true) or not.
///
/// # Errors
///
/// That of the call, or `failed`.
#[cfg(not(debug_assertions))]
pub async fn around<T, E>(
    _place: &str,
    call: impl Future<Output = Result<T, E>>,
    _failed: impl Fn(bool) -> E,
) -> Result<T, E> {
    call.await
}

#[cfg(debug_assertions)]
pub use armed::{Fault, arm, around};

#[cfg(debug_assertions)]
mod armed {
    use std::{
        fs,
        path::{Path, PathBuf},
        sync::{Mutex, OnceLock, PoisonError},
    };

    /// What happens to the call.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Fault {
        /// It is not made, and fails.
        Fail,
        /// It is made, and its answer is lost.
        Lose,
        /// It is not made, and fails, as does every later one to the same place.
        Down,
        /// The process ends before it.
        KillBefore,
        /// The process ends after it took effect.
        KillAfter,
    }

    impl Fault {
        fn parse(name: &str) -> Option<Self> {
            Some(match name {
                "fail" => Self::Fail,
                "lose" => Self::Lose,
                "down" => Self::Down,
                "kill-before" => Self::KillBefore,
                "kill-after" => Self::KillAfter,
                _ => return None,
            })
        }
    }

    #[derive(Default)]
    struct State {
        /// Calls to go until the one, and what happens to it.
        counting: Option<(u64, Fault)>,
        down: Option<String>,
    }

    static FILE: OnceLock<PathBuf> = OnceLock::new();
    static STATE: Mutex<State> = Mutex::new(State {
        counting: None,
        down: None,
    });

    /// Names the file that says which call fails.
    pub fn arm(file: &Path) {
        let _ = FILE.set(file.to_owned());
    }

    /// Makes a call, or fails it. `failed` is the error that the caller sees, where the call
    /// was made (true) or not.
    ///
    /// # Errors
    ///
    /// That of the call, or `failed`.
    pub async fn around<T, E>(
        place: &str,
        call: impl Future<Output = Result<T, E>>,
        failed: impl Fn(bool) -> E,
    ) -> Result<T, E> {
        match next(place) {
            None => call.await,
            Some(Fault::Fail | Fault::Down) => Err(failed(false)),
            Some(Fault::Lose) => {
                let _ = call.await;
                Err(failed(true))
            }
            Some(Fault::KillBefore) => std::process::abort(),
            Some(Fault::KillAfter) => {
                let _ = call.await;
                std::process::abort()
            }
        }
    }

    fn next(place: &str) -> Option<Fault> {
        let file = FILE.get()?;
        let mut state = STATE.lock().unwrap_or_else(PoisonError::into_inner);
        if state.down.as_deref() == Some(place) {
            return Some(Fault::Down);
        }
        if state.counting.is_none() {
            let text = fs::read_to_string(file).ok()?;
            let (calls, fault) = text.trim().split_once(' ')?;
            state.counting = Some((calls.parse().ok()?, Fault::parse(fault)?));
        }
        let (calls, fault) = state.counting?;
        if calls > 1 {
            state.counting = Some((calls - 1, fault));
            return None;
        }
        state.counting = None;
        if fault == Fault::Down {
            state.down = Some(place.to_owned());
        }
        fs::rename(file, file.with_extension("hit")).ok()?;
        Some(fault)
    }
}
