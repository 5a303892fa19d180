//! [`Phase`]: where a connection of HTTP/1.1 stands, as its stream and its service tell each other.
//!
//! **Invariant:** a call lasts from its head to its answer's last byte: what is written outside of
//! one is hyper's own.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};

/// Where a connection stands.
#[derive(Debug, Default)]
pub(super) struct Phase {
    /// How many calls there were.
    calls: AtomicU64,
    /// A head was read and its answer is not written yet.
    in_call: AtomicBool,
    /// The answer is made as a whole; it may not be written yet.
    answered: AtomicBool,
    /// The body of the last request was not read to its end.
    unread: AtomicBool,
}

impl Phase {
    /// A head was read.
    pub(super) fn begin(&self, has_body: bool) {
        self.unread.store(has_body, SeqCst);
        self.answered.store(false, SeqCst);
        self.in_call.store(true, SeqCst);
        self.calls.fetch_add(1, SeqCst);
    }

    /// The request's body was read to its end.
    pub(super) fn body_read(&self) {
        self.unread.store(false, SeqCst);
    }

    /// The answer is made.
    pub(super) fn answered(&self) {
        self.answered.store(true, SeqCst);
    }

    /// Everything that was written has been sent.
    pub(super) fn flushed(&self) {
        if self.answered.swap(false, SeqCst) {
            self.in_call.store(false, SeqCst);
        }
    }

    pub(super) fn calls(&self) -> u64 {
        self.calls.load(SeqCst)
    }

    pub(super) fn in_call(&self) -> bool {
        self.in_call.load(SeqCst)
    }

    /// Whether the client may be sending what nobody will read.
    pub(super) fn is_unread(&self) -> bool {
        self.unread.load(SeqCst)
    }

    /// Whether what comes next is the head of a request.
    pub(super) fn expects_head(&self) -> bool {
        !self.in_call() && !self.is_unread()
    }
}
