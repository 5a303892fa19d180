//! What the fuzz targets do with their bytes.
//!
//! **Invariant:** a target fails by panicking, and by nothing else: whatever the bytes are, they are
//! refused in order, or taken and given back unchanged.

pub mod decode;
pub mod params;
pub mod source;
