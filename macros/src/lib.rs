//! The procedural macros of Portcullis.
