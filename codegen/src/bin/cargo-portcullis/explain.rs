//! `cargo portcullis explain <rule>`

use crate::levels::unknown_rule;
use crate::output;
use crate::pipeline;
use crate::status::{Failure, Status};

pub(crate) fn run(name: Option<&str>) -> Result<Status, Failure> {
    let rules = pipeline::explained();
    let names: Vec<&str> = rules.iter().map(|rule| rule.name).collect();
    let Some(name) = name else {
        for name in names {
            output::result(&format!("{name}\n"));
        }
        return Ok(Status::Fine);
    };
    let rule =
        rules.iter().find(|rule| rule.name == name).ok_or_else(|| unknown_rule(name, &names))?;
    let page = rule.page.ok_or_else(|| Failure::new(format!("`{name}` has no page")))?;
    output::result(&format!("{}\n", page.trim_end()));
    Ok(Status::Fine)
}
