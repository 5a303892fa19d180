//! Bodies that are not held in memory as a whole: [`Upload`] of a request, [`Download`], [`Events`]
//! and [`Lines`] of an answer.
//!
//! **Invariant:** an upload keeps to the limits of a body; what goes wrong while an answer is being
//! sent ends it, is logged, and is never sent.

mod download;
mod events;
pub(crate) mod lines;
mod parts;
mod upload;
mod watch;

use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;

pub use self::download::Download;
pub use self::events::{Event, Events};
pub use self::lines::Lines;
pub use self::parts::{UploadPart, UploadParts};
pub use self::upload::{Upload, UploadError};
pub(crate) use self::watch::{Watch, Watched};

/// Any error of the application's.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Pieces of a body that is being sent.
pub(crate) type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;
