//! Fingerprints: by which a service knows a finding again when lines have moved.
//!
//! **Invariant:** no number of a line or a column is part of it, and no two findings of a run have the same.

use std::collections::HashMap;

use super::place::SourceRoot;
use crate::diag::Diagnostic;
use crate::span::SourceMap;

/// The fingerprints that were given out.
#[derive(Debug, Default)]
pub(super) struct Fingerprints {
    seen: HashMap<u64, usize>,
}

impl Fingerprints {
    /// Of the rule, the file, the message, which has the names of what it is about, and the text of the line; a number
    /// behind it tells equal ones apart.
    pub(super) fn of(
        &mut self,
        sources: &SourceMap,
        found: &Diagnostic,
        root: &SourceRoot,
    ) -> String {
        let file = sources.file(found.primary.span.file);
        let line = file.line_range(sources.line(found.primary.span));
        let line = file.text().get(line).unwrap_or_default().trim();
        // A line of a minified document is the whole document.
        let line = if line.len() > 1000 { "" } else { line };
        // As a service sees it: the same from whatever directory the command ran.
        let address = root.artifact(file.name());
        let address = address["uri"].as_str().unwrap_or_default();
        let hash = fnv(&[found.code, address, &found.message, line]);
        let number = self.seen.entry(hash).or_default();
        *number += 1;
        format!("{hash:016x}:{number}")
    }
}

/// FNV-1a of 64 bits, each text ended by a byte that no UTF-8 has.
fn fnv(texts: &[&str]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0xff]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
