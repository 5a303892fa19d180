//! [`Wire`]: the stream of a connection of HTTP/1.1, between the socket and hyper.
//!
//! It bounds how long a head may take and a connection may be idle, refuses the heads that hyper
//! would let through, and gives hyper's own answers, which are empty, the form of all others.
//!
//! **Invariant:** once a refusal is written nothing more of the client is interpreted; what it
//! still sends is thrown away for a moment, so that it can read the refusal before the connection
//! is reset (RFC 9112 §9.6).

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::head::HeadScan;
use super::limits::Limits;
use super::phase::Phase;
use super::refusal;
use crate::error::Code;

/// How long, and how much, is thrown away of a client that goes on sending.
const LINGER: Duration = Duration::from_secs(1);
const LINGER_BYTES: usize = 1024 * 1024;

/// The stream of a connection of HTTP/1.1.
pub(super) struct Wire<T> {
    inner: T,
    phase: Arc<Phase>,
    head_time: Duration,
    idle_time: Duration,
    uri_bytes: usize,
    over_tls: bool,
    /// The head that is coming, and the number of calls before it.
    scan: (u64, HeadScan),
    timer: Option<Timer>,
    end: End,
}

/// How far the end of the connection is.
enum End {
    NotYet,
    /// A refusal of the server's own, as far as it is not written yet.
    Refusing(Bytes),
    Flushing,
    ShuttingDown,
    Lingering(Pin<Box<Sleep>>, usize),
    Over,
}

/// A limit that runs while nothing comes.
struct Timer {
    calls: u64,
    of_head: bool,
    sleep: Pin<Box<Sleep>>,
}

impl<T: AsyncRead + AsyncWrite + Unpin> Wire<T> {
    pub(super) fn new(inner: T, phase: Arc<Phase>, limits: &Limits, over_tls: bool) -> Wire<T> {
        Wire {
            inner,
            phase,
            head_time: limits.head_time,
            idle_time: limits.idle_time,
            uri_bytes: limits.uri_bytes,
            over_tls,
            scan: (0, HeadScan::default()),
            timer: None,
            end: End::NotYet,
        }
    }

    fn refuse(&mut self, code: Code) {
        self.end = End::Refusing(refusal::written(code, self.over_tls));
    }

    fn scan(&mut self) -> &mut HeadScan {
        let calls = self.phase.calls();
        if self.scan.0 != calls {
            self.scan = (calls, HeadScan::default());
        }
        &mut self.scan.1
    }

    /// Whether the client has waited too long. Registers the waker for when it will have.
    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        let calls = self.phase.calls();
        // A new connection is opened for a request: its head is due at once.
        let of_head = calls == 0 || (self.phase.expects_head() && self.scan().is_begun());
        let limit = if of_head { self.head_time } else { self.idle_time };
        let holds = |timer: &Timer| timer.calls == calls && timer.of_head == of_head;
        let timer = match &mut self.timer {
            Some(timer) if holds(timer) => timer,
            other => other.insert(Timer { calls, of_head, sleep: Box::pin(sleep(limit)) }),
        };
        timer.sleep.as_mut().poll(context).is_ready()
    }

    /// Writes what is left of a refusal and ends the connection.
    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            self.end = match &mut self.end {
                End::NotYet => End::Flushing,
                End::Refusing(bytes) if bytes.is_empty() => End::Flushing,
                End::Refusing(bytes) => {
                    let count = ready!(Pin::new(&mut self.inner).poll_write(context, bytes))?;
                    if count == 0 {
                        return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
                    }
                    bytes.advance(count);
                    continue;
                }
                End::Flushing => {
                    ready!(Pin::new(&mut self.inner).poll_flush(context))?;
                    End::ShuttingDown
                }
                End::ShuttingDown => {
                    ready!(Pin::new(&mut self.inner).poll_shutdown(context))?;
                    End::Lingering(Box::pin(sleep(LINGER)), LINGER_BYTES)
                }
                End::Lingering(timer, left) => {
                    let mut space = [0; 4096];
                    let mut buffer = ReadBuf::new(&mut space);
                    match Pin::new(&mut self.inner).poll_read(context, &mut buffer) {
                        Poll::Ready(Ok(())) if !buffer.filled().is_empty() && *left > 0 => {
                            *left = left.saturating_sub(buffer.filled().len());
                            continue;
                        }
                        Poll::Ready(_) => {}
                        Poll::Pending => ready!(timer.as_mut().poll(context)),
                    }
                    End::Over
                }
                End::Over => return Poll::Ready(Ok(())),
            };
        }
    }

    /// What hyper writes outside of a call is an answer of its own; ours takes its place.
    fn replace(&mut self, answer: &[u8]) -> bool {
        if self.phase.in_call() {
            return false;
        }
        let code = match answer.get(9..12) {
            // The head is too large because its target is.
            Some(b"431") if self.scan().request_line() > self.uri_bytes => Code::UriTooLong,
            Some(b"431") => Code::HeadersTooLarge,
            Some(b"414") => Code::UriTooLong,
            _ => Code::InvalidRequest,
        };
        self.refuse(code);
        true
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncRead for Wire<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !matches!(self.end, End::NotYet) {
            return self.poll_end(context);
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(context, buffer);
        if self.phase.in_call() {
            return read;
        }
        let new = buffer.filled().get(before..).unwrap_or_default();
        if self.phase.expects_head() && self.scan().feed(new).is_err() {
            buffer.set_filled(before);
            self.refuse(Code::InvalidRequest);
            return self.poll_end(context);
        }
        if read.is_pending() && self.is_late(context) {
            if self.phase.expects_head() && self.scan().is_begun() {
                self.refuse(Code::RequestTimeout);
            }
            return self.poll_end(context);
        }
        read
    }
}

impl<T: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Wire<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if !matches!(self.end, End::NotYet) || self.replace(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let first = pieces.first().map_or(&[][..], |piece| piece);
        if !matches!(self.end, End::NotYet) || self.replace(first) {
            return Poll::Ready(Ok(pieces.iter().map(|piece| piece.len()).sum()));
        }
        Pin::new(&mut self.inner).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !matches!(self.end, End::NotYet) {
            return self.poll_end(context);
        }
        ready!(Pin::new(&mut self.inner).poll_flush(context))?;
        self.phase.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if matches!(self.end, End::NotYet) && !self.phase.is_unread() {
            // There is nothing left to throw away.
            return Pin::new(&mut self.inner).poll_shutdown(context);
        }
        self.poll_end(context)
    }
}
