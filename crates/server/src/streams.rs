//! Answers without an end of their own, which must not hold up the end of the process.

use axum::{
    body::Body,
    http::header,
    response::{IntoResponse, Response},
};
use futures::StreamExt;
use tokio_util::sync::CancellationToken;

/// Ends a stream of events when the process is told to stop; its client asks the next one for
/// the rest. Any other answer is left to finish.
pub fn until_stopping(response: Response, stopping: &CancellationToken) -> Response {
    let content_type = response.headers().get(header::CONTENT_TYPE);
    let is_stream =
        content_type.is_some_and(|value| value.as_bytes().starts_with(b"text/event-stream"));
    if !is_stream {
        return response;
    }
    let (parts, body) = response.into_parts();
    let stopped = stopping.clone().cancelled_owned();
    let events = body.into_data_stream().take_until(stopped);
    (parts, Body::from_stream(events)).into_response()
}

#[cfg(test)]
mod tests {
    use futures::stream;

    use super::*;

    /// A body that has one piece and then says nothing more.
    fn endless(content_type: &'static str) -> Response {
        let pieces = stream::iter([Ok::<_, std::convert::Infallible>("data: 1\n\n")]);
        let body = Body::from_stream(pieces.chain(stream::pending()));
        ([(header::CONTENT_TYPE, content_type)], body).into_response()
    }

    #[tokio::test]
    async fn events_end_when_the_process_stops_and_other_bodies_do_not() {
        let stopping = CancellationToken::new();
        let events = until_stopping(endless("text/event-stream; charset=utf-8"), &stopping);
        let mut events = events.into_body().into_data_stream();
        assert_eq!(
            events.next().await.expect("a piece").expect("data"),
            "data: 1\n\n"
        );
        stopping.cancel();
        assert!(events.next().await.is_none());
        let other = until_stopping(endless("application/json"), &stopping);
        let mut other = other.into_body().into_data_stream();
        assert!(other.next().await.is_some());
        let more = futures::FutureExt::now_or_never(other.next());
        assert!(more.is_none(), "it waits for more");
    }
}
