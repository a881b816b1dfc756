//! The profiles that are served, their earlier versions, and reloading them.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError},
};

use axum::{Json, extract::State as Shared};
use demo_core::{Finding, plan::Profile};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::{App, ProfileInUse},
    auth::Operator,
    error::{Problem, kind},
};

/// Reads and checks all profiles anew. It may block.
pub type Loader = Arc<dyn Fn() -> Vec<Loaded> + Send + Sync>;

/// A profile as it was read and checked.
pub struct Loaded {
    /// Its name.
    pub name: String,
    /// For people: where it was found.
    pub place: String,
    /// Fit to be served; without it the findings say why it is not.
    pub profile: Option<Profile>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
}

/// All profiles of one moment. A request takes them once, and so never sees half of a reload.
#[derive(Default)]
pub struct Profiles {
    served: BTreeMap<String, Arc<ProfileInUse>>,
    /// Served before, for the sessions that were made from them.
    earlier: Vec<Earlier>,
}

#[derive(Clone)]
struct Earlier {
    profile: Arc<ProfileInUse>,
    /// Whether a whole reload has passed since it was served: a session that was made from it
    /// just before is recorded by then.
    settled: bool,
}

impl Profiles {
    /// Those that are served from the start.
    pub fn new(served: BTreeMap<String, ProfileInUse>) -> Self {
        let served = served
            .into_iter()
            .map(|(name, profile)| (name, Arc::new(profile)));
        Self {
            served: served.collect(),
            earlier: Vec::new(),
        }
    }

    /// The version that new sessions are made from.
    pub fn get(&self, name: &str) -> Option<&Arc<ProfileInUse>> {
        self.served.get(name)
    }

    /// The version with a fingerprint, if this process has it.
    pub fn version(&self, name: &str, fingerprint: &str) -> Option<&Arc<ProfileInUse>> {
        self.all().find(|one| {
            one.profile.manifest.profile == name && one.profile.fingerprint == fingerprint
        })
    }

    /// The names of those that are served.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.served.keys().map(String::as_str)
    }

    /// All versions, those that are served first.
    pub fn all(&self) -> impl Iterator<Item = &Arc<ProfileInUse>> {
        let earlier = self.earlier.iter().map(|one| &one.profile);
        self.served.values().chain(earlier)
    }
}

/// What a reload made of the profiles.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReloadAnswer {
    /// Each profile that is there, or was.
    profiles: Vec<ReloadedProfile>,
}

/// What a reload made of a profile.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReloadedProfile {
    /// Its name.
    #[schema(example = "professional")]
    profile: String,
    /// `unchanged`, `reloaded`, `added`, `removed`, or `refused` where it has errors: then the
    /// version from before is served on, if there is one.
    #[schema(example = "reloaded")]
    outcome: &'static str,
    /// Where it was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "seed-data/professional")]
    place: Option<String>,
    /// SHA-256 over the files of the version that is served.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    fingerprint: Option<String>,
    /// What is wrong with what was read, each with its place in the files.
    #[schema(value_type = Vec<Object>, example = json!([]))]
    findings: Vec<Finding>,
}

/// Read the seed data anew.
///
/// Profiles are checked as at the start. One with errors is refused, and its version from before
/// is served on. Sessions that are there keep the version that they were made from. Each process
/// reloads for itself.
#[utoipa::path(
    post, path = "/api/v1/demo-profiles/reload", operation_id = "reload_profiles", tag = "operation",
    responses(
        (status = 200, description = "What became of each profile", body = ReloadAnswer),
        (status = 401, description = "No valid token", body = crate::error::Document),
        (status = 403, description = "Not the operator's token", body = crate::error::Document),
    ),
    security(("operator_token" = []))
)]
pub async fn reload(
    Shared(app): Shared<Arc<App>>,
    _: Operator,
) -> Result<Json<ReloadAnswer>, Problem> {
    // One after the other.
    let _alone = app.reloading.lock().await;
    let in_use = app.store.sessions.fingerprints().await?;
    let loading = Arc::clone(&app);
    let reloaded = tokio::task::spawn_blocking(move || {
        let loaded = (loading.loader)();
        replace(&loading, loaded, &in_use)
    });
    let profiles = reloaded
        .await
        .map_err(|_| Problem::new(kind::INTERNAL, "the profiles could not be read"))?;
    Ok(Json(ReloadAnswer { profiles }))
}

/// Puts what was read in the place of what is served, all at once.
fn replace(app: &App, loaded: Vec<Loaded>, in_use: &[String]) -> Vec<ReloadedProfile> {
    let before = app.profiles();
    let mut after = Profiles::default();
    let mut answers = Vec::new();
    for one in loaded {
        let old = before.get(&one.name);
        let (outcome, serve) = match (one.profile, old) {
            (None, old) => ("refused", old.cloned()),
            (Some(new), Some(old)) if new.fingerprint == old.profile.fingerprint => {
                ("unchanged", Some(Arc::clone(old)))
            }
            (Some(new), old) => {
                let outcome = if old.is_some() { "reloaded" } else { "added" };
                (outcome, Some(Arc::new(ProfileInUse::new(new, &app.store))))
            }
        };
        answers.push(ReloadedProfile {
            profile: one.name.clone(),
            outcome,
            place: Some(one.place),
            fingerprint: serve.as_ref().map(|one| one.profile.fingerprint.clone()),
            findings: one.findings,
        });
        if let Some(serve) = serve {
            after.served.insert(one.name, serve);
        }
    }
    for name in before.names() {
        if !answers.iter().any(|answer| answer.profile == name) {
            answers.push(ReloadedProfile {
                profile: name.to_owned(),
                outcome: "removed",
                place: None,
                fingerprint: None,
                findings: Vec::new(),
            });
        }
    }
    after.earlier = earlier(&before, &after, in_use);
    *app.profiles.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(after);
    for answer in &answers {
        let (profile, outcome, findings) = (
            &answer.profile,
            answer.outcome,
            answer.findings.iter().map(ToString::to_string),
        );
        let findings: Vec<String> = findings.collect();
        let error = (outcome == "refused").then(|| findings.join("; "));
        app.metrics.reloaded(outcome);
        tracing::info!(profile, outcome, error, "profile reloaded");
    }
    answers
}

/// The versions that are served no longer and may still be needed.
fn earlier(before: &Profiles, after: &Profiles, in_use: &[String]) -> Vec<Earlier> {
    let is_served =
        |one: &Arc<ProfileInUse>| after.served.values().any(|new| Arc::ptr_eq(new, one));
    let replaced = before.served.values().map(|profile| Earlier {
        profile: Arc::clone(profile),
        settled: false,
    });
    let needed = |one: &&Earlier| !one.settled || in_use.contains(&one.profile.profile.fingerprint);
    let older = before.earlier.iter().filter(needed).map(|one| Earlier {
        settled: true,
        ..one.clone()
    });
    replaced
        .chain(older)
        .filter(|one| !is_served(&one.profile))
        .collect()
}
