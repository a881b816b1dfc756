//! The style sheet and script of all pages. Their addresses hold a digest of their contents, so
//! that a browser keeps them for ever and never has an old one.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use crate::error::{Problem, kind};

/// A file that pages ask for.
pub struct Asset {
    /// Its name under `/static/`, with the digest.
    name: String,
    kind: &'static str,
    text: &'static str,
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        asset(
            "style",
            "css",
            "text/css; charset=utf-8",
            include_str!("../../static/style.css"),
        ),
        asset(
            "page",
            "js",
            "text/javascript; charset=utf-8",
            include_str!("../../static/page.js"),
        ),
        asset(
            "icon",
            "svg",
            "image/svg+xml",
            include_str!("../../static/icon.svg"),
        ),
    ]
});

fn asset(stem: &str, ending: &str, kind: &'static str, text: &'static str) -> Asset {
    let digest = HEXLOWER.encode(&Sha256::digest(text)[..8]);
    Asset {
        name: format!("{stem}.{digest}.{ending}"),
        kind,
        text,
    }
}

/// The address of the style sheet.
pub fn style() -> String {
    format!("/static/{}", ASSETS[0].name)
}

/// The address of the script.
pub fn script() -> String {
    format!("/static/{}", ASSETS[1].name)
}

/// The address of the icon.
pub fn icon() -> String {
    format!("/static/{}", ASSETS[2].name)
}

/// `GET /static/{name}`.
pub async fn file(Path(name): Path<String>) -> Result<Response, Problem> {
    let asset = ASSETS.iter().find(|asset| asset.name == name);
    let asset = asset.ok_or_else(|| Problem::new(kind::NOT_FOUND, "there is no such file"))?;
    let headers: [(HeaderName, &str); 2] = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, asset.text).into_response())
}
