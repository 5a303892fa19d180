//! [`Watched`]: an answer that is being sent; what goes wrong meanwhile leaves a record.
//!
//! **Invariant:** the client learns that the answer is not complete, and nothing of the reason.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Instant, SystemTime};

use bytes::Bytes;
use futures_core::Stream;

use super::{BoxError, Pieces};
use crate::audit::{Decision, Record, Sink, card_numbers};
use crate::context::RequestContext;

/// What the record of a broken answer says.
pub(crate) struct Watch {
    pub(crate) sink: Arc<dyn Sink>,
    pub(crate) context: RequestContext,
    /// `operationId`, method and path template.
    pub(crate) operation: Option<(&'static str, &'static str, &'static str)>,
    pub(crate) time: SystemTime,
    pub(crate) started: Instant,
    pub(crate) status: u16,
}

/// Pieces whose end is watched.
pub(crate) struct Watched {
    pieces: Option<Pieces>,
    watch: Watch,
}

impl Watched {
    pub(crate) fn new(pieces: Pieces, watch: Watch) -> Watched {
        Watched { pieces: Some(pieces), watch }
    }
}

/// All that is said of an answer that broke off.
#[derive(Debug)]
pub(crate) struct BrokenOff;

impl fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the answer is broken off")
    }
}

impl std::error::Error for BrokenOff {}

impl Stream for Watched {
    type Item = Result<Bytes, BrokenOff>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(pieces) = &mut self.pieces else { return Poll::Ready(None) };
        let polled = catch_unwind(AssertUnwindSafe(|| pieces.as_mut().poll_next(cx)));
        let error = match polled {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(Some(Ok(piece)))) => return Poll::Ready(Some(Ok(piece))),
            Ok(Poll::Ready(None)) => {
                self.pieces = None;
                return Poll::Ready(None);
            }
            Ok(Poll::Ready(Some(Err(error)))) => text_of(&error),
            Err(panic) => format!("panic: {}", panic_text(&*panic)),
        };
        // What failed is not polled again.
        self.pieces = None;
        self.watch.record(error);
        Poll::Ready(Some(Err(BrokenOff)))
    }
}

impl Watch {
    fn record(&self, error: String) {
        let error = card_numbers::mask(error);
        let record = Record {
            time: self.time,
            request_id: self.context.request_id().as_str(),
            operation: self.operation.as_ref().map(|(id, _, _)| *id),
            method: self.operation.as_ref().map_or("other", |(_, method, _)| *method),
            path: self.operation.as_ref().map(|(_, _, path)| *path),
            callers: &[],
            address: self.context.address(),
            decision: Decision::Failed,
            alternative: None,
            status: Some(self.status),
            code: None,
            reason: Some("the answer broke off"),
            latency: self.started.elapsed(),
            error: Some(&error),
        };
        // A sink that fails must not stop the connection's task.
        let _ = catch_unwind(AssertUnwindSafe(|| self.sink.record(&record)));
    }
}

/// The text of an error, also of one whose text cannot be written.
fn text_of(error: &BoxError) -> String {
    let text = catch_unwind(AssertUnwindSafe(|| error.to_string()));
    text.unwrap_or_else(|_| "an error whose text cannot be written".to_owned())
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&'static str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a text")
}
