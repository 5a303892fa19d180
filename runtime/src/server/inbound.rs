//! [`Inbound`]: a request's body, which must keep coming.
//!
//! **Invariant:** a body whose next piece takes longer than its limit ends in an error, whoever
//! reads it.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use tokio::time::{Sleep, sleep};

use super::phase::Phase;

/// A request's body.
pub(super) struct Inbound {
    body: Incoming,
    limit: Duration,
    /// Runs while a piece is waited for.
    timer: Option<Pin<Box<Sleep>>>,
    /// Of HTTP/1.1.
    phase: Option<Arc<Phase>>,
}

impl Inbound {
    pub(super) fn new(body: Incoming, limit: Duration, phase: Option<Arc<Phase>>) -> Inbound {
        Inbound { body, limit, timer: None, phase }
    }
}

impl Body for Inbound {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) else {
            let limit = self.limit;
            let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(limit)));
            return match timer.as_mut().poll(context) {
                Poll::Ready(()) => {
                    let late = io::Error::new(io::ErrorKind::TimedOut, "the body stalled");
                    Poll::Ready(Some(Err(late.into())))
                }
                Poll::Pending => Poll::Pending,
            };
        };
        self.timer = None;
        let is_over = frame.is_none() || self.body.is_end_stream();
        if let Some(phase) = self.phase.as_ref().filter(|_| is_over) {
            phase.body_read();
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
