//! The table.

use std::fmt::Write as _;

use portcullis_tests::made::Compiled;
use portcullis_tests::measure::Usage;

use crate::options::Options;

/// A document in the table.
#[derive(Debug)]
pub(crate) struct Row {
    name: String,
    generation: Usage,
    pub(crate) operations: usize,
    /// Of the generated module, types included; none where the document was refused.
    pub(crate) lines: Option<usize>,
    pub(crate) findings: usize,
    pub(crate) compiled: Option<Compiled>,
}

impl Row {
    pub(crate) fn new(name: &str, generation: Usage) -> Row {
        Row {
            name: name.to_owned(),
            generation,
            operations: 0,
            lines: None,
            findings: 0,
            compiled: None,
        }
    }

    /// Whether a crate was made, and compiles without warnings where it was compiled.
    pub(crate) fn good(&self) -> bool {
        let fine = |compiled: &Compiled| compiled.success && compiled.warnings == 0;
        self.lines.is_some() && self.compiled.as_ref().is_none_or(fine)
    }

    /// Lines of an operation. A document of webhooks alone has none.
    fn ratio(&self) -> Option<f64> {
        let lines = self.lines.filter(|_| self.operations > 0)?;
        Some(float(lines) / float(self.operations))
    }

    /// What is printed while the others are waited for.
    pub(crate) fn line(&self) -> String {
        let verdict = match (&self.lines, &self.compiled) {
            (None, _) => "refused".to_owned(),
            (Some(lines), None) => format!("{lines} lines"),
            (Some(lines), Some(compiled)) if self.good() => format!(
                "{lines} lines, compiles: {:.1} s, {} MB",
                compiled.usage.processor.as_secs_f64(),
                compiled.usage.peak / 1024
            ),
            (Some(_), Some(_)) => "does not compile without warnings".to_owned(),
        };
        let generation = self.generation.clock.as_secs_f64();
        format!("{}: generated in {generation:.3} s, {verdict}", self.name)
    }

    fn cells(&self) -> [String; 11] {
        let or_none = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
        let compiled = |cell: fn(&Compiled) -> String| or_none(self.compiled.as_ref().map(cell));
        let verdict = match (&self.lines, &self.compiled) {
            (None, _) => "refused",
            (_, None) => "generated",
            (_, Some(compiled)) if !compiled.success => "does not compile",
            (_, Some(compiled)) if compiled.warnings > 0 => "warnings",
            (_, Some(_)) => "compiles",
        };
        [
            self.name.clone(),
            self.operations.to_string(),
            format!("{:.3}", self.generation.clock.as_secs_f64()),
            (self.generation.peak / 1024).to_string(),
            or_none(self.lines.map(|lines| lines.to_string())),
            or_none(self.ratio().map(|ratio| format!("{ratio:.0}"))),
            compiled(|compiled| format!("{:.1}", compiled.usage.processor.as_secs_f64())),
            compiled(|compiled| (compiled.usage.peak / 1024).to_string()),
            compiled(|compiled| compiled.warnings.to_string()),
            self.findings.to_string(),
            verdict.to_owned(),
        ]
    }
}

/// The whole report.
pub(crate) fn markdown(rows: &[Row], options: &Options) -> String {
    const HEADS: [&str; 11] = [
        "document",
        "operations",
        "generation s",
        "MB",
        "lines",
        "lines/operation",
        "check CPU s",
        "check MB",
        "warnings",
        "findings",
        "",
    ];
    let mut text = String::from("# Real documents\n\n");
    let built = if options.dev { "not optimised: its times say little" } else { "optimised" };
    let _ = writeln!(
        text,
        "Profile lenient; the command is {built}. Dependencies were compiled before.\n"
    );
    let _ = writeln!(text, "| {} |", HEADS.join(" | "));
    let _ = writeln!(text, "|---|{}---|", "---:|".repeat(HEADS.len() - 2));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.cells().join(" | "));
    }
    let good = rows.iter().filter(|row| row.good()).count();
    let _ = writeln!(text, "\n{good} of {} are as they should be.", rows.len());
    let times = rows.iter().map(|row| row.generation.clock.as_secs_f64()).collect();
    if let Some(time) = median(times) {
        let _ = writeln!(text, "Median generation: {time:.3} s.");
    }
    if let Some(ratio) = median(rows.iter().filter_map(Row::ratio).collect()) {
        let _ = writeln!(text, "Median lines an operation, types included: {ratio:.0}.");
    }
    text
}

fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied()
}

fn float(number: usize) -> f64 {
    u32::try_from(number).map_or(f64::INFINITY, f64::from)
}
