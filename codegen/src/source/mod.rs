//! Text to [`Node`]: YAML and JSON, each value with its position.

mod node;

pub use node::{Member, Node, Object, Value};
