//! [`Outbound`]: an answer's body, which tells how far it is.
//!
//! **Invariant:** the call that it belongs to has ended when it is dropped, and not before.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::phase::Phase;
use super::streams::Call;

/// Where the end of a call is told.
pub(super) enum Track {
    /// To the stream of HTTP/1.1, which has one call at a time.
    Only(Arc<Phase>),
    /// To the watch over a connection of HTTP/2.
    OneOfMany(Call),
}

/// An answer's body.
pub(super) struct Outbound {
    body: Body,
    track: Track,
}

impl Outbound {
    pub(super) fn new(body: Body, track: Track) -> Outbound {
        Outbound { body, track }
    }
}

impl http_body::Body for Outbound {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Track::OneOfMany(call) = &self.track {
            call.goes_on();
        }
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if let (Track::OneOfMany(call), Poll::Ready(Some(Ok(_)))) = (&self.track, &frame) {
            call.waits();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Outbound {
    fn drop(&mut self) {
        if let Track::Only(phase) = &self.track {
            phase.answered();
        }
    }
}
