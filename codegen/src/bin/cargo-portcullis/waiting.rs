//! A line that says that the work goes on, when it takes long.
//!
//! **Invariant:** only on a terminal, and gone before anything else is printed.

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::output;

/// How long nobody wonders.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the line is written anew.
const TICK: Duration = Duration::from_millis(250);
/// To the start of the line, and nothing on it.
const ERASE: &str = "\r\u{1b}[2K";

/// Work that goes on until this is dropped.
#[must_use = "the line is removed when this is dropped"]
pub(crate) struct Waiting(Option<(Sender<()>, JoinHandle<()>)>);

impl Waiting {
    /// Starts waiting for what is said: "checking openapi.yaml".
    pub(crate) fn start(what: &str) -> Self {
        if !output::is_terminal() {
            return Waiting(None);
        }
        let what: String = what.chars().filter(|c| !c.is_control()).collect();
        let (sender, receiver) = mpsc::channel();
        let show = move || show(&what, &receiver, PATIENCE, &mut io::stderr());
        // Without a thread there is no line, and the work is the same.
        let thread = std::thread::Builder::new().spawn(show).ok();
        Waiting(thread.map(|thread| (sender, thread)))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.0.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}

/// Shows the line from `patience` on until the sender is gone.
fn show(what: &str, done: &Receiver<()>, patience: Duration, out: &mut impl Write) {
    let start = Instant::now();
    let goes_on = |timeout| done.recv_timeout(timeout) == Err(RecvTimeoutError::Timeout);
    if !goes_on(patience) {
        return;
    }
    loop {
        let seconds = start.elapsed().as_secs();
        let _ = write!(out, "{ERASE}{what} … {seconds} s").and_then(|()| out.flush());
        if !goes_on(TICK) {
            break;
        }
    }
    let _ = write!(out, "{ERASE}").and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn short_work_shows_nothing() {
        let (sender, receiver) = mpsc::channel();
        drop(sender);
        let mut out = Vec::new();
        show("checking a", &receiver, PATIENCE, &mut out);
        assert_eq!(out, b"");
    }

    #[test]
    fn the_line_is_gone_at_the_end() {
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            let mut out = Vec::new();
            show("checking a", &receiver, Duration::ZERO, &mut out);
            String::from_utf8(out).unwrap()
        });
        std::thread::sleep(TICK);
        drop(sender);
        let text = thread.join().unwrap();
        assert!(text.starts_with("\r\u{1b}[2Kchecking a … 0 s"), "{text:?}");
        assert!(text.ends_with("\r\u{1b}[2K"), "{text:?}");
    }
}
