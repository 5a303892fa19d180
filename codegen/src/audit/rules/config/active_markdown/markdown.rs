//! What runs in a text that is Markdown, or HTML within it.
//!
//! **Invariant:** comparisons have no case, as HTML and schemes of URLs have none.

/// Elements that run or load something whatever their attributes.
const RUNNING: [&str; 3] = ["iframe", "script", "svg"];

/// Elements that load or send something by an attribute. Without one they are most likely a placeholder.
const LOADING: [&str; 7] = ["applet", "base", "embed", "form", "link", "meta", "object"];

/// Schemes of URLs that run when they are followed.
const SCHEMES: [&str; 3] = ["javascript:", "vbscript:", "data:text/html"];

/// What runs in a text, after "has …".
pub(super) fn active(text: &str) -> Option<&'static str> {
    // Nearly all texts have none of these signs.
    if !text.contains(['<', ':', '(']) {
        return None;
    }
    let text = without_code(text).to_ascii_lowercase();
    let tags = || text.split('<').skip(1);
    if tags().any(is_running) {
        return Some("an element that runs or loads something");
    }
    if tags().any(has_handler) {
        return Some("an event handler");
    }
    if SCHEMES.iter().any(|scheme| is_followed(&text, scheme)) {
        return Some("a link that runs");
    }
    let is_call = |(at, _)| {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c: char| c.is_alphanumeric() || c == '_' || c == '.')
    };
    text.match_indices("eval(").any(is_call).then_some("a call of `eval`")
}

/// Whether what stands behind a `<` is an element of those above.
fn is_running(behind: &str) -> bool {
    let end = behind.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(behind.len());
    let (name, rest) = behind.split_at(end);
    let ends = rest.starts_with(['>', '/']) || rest.starts_with(char::is_whitespace);
    let has_attribute = rest.split('>').next().is_some_and(|attributes| attributes.contains('='));
    ends && (RUNNING.contains(&name) || LOADING.contains(&name) && has_attribute)
}

/// Whether what stands behind a `<` is an element with an attribute `on…`.
fn has_handler(behind: &str) -> bool {
    let Some((tag, _)) = behind.split_once('>') else { return false };
    // `onclick = x` is `onclick=x`.
    let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ").replace(" =", "=");
    let is_element = tag.starts_with(|c: char| c.is_ascii_alphabetic());
    let mut attributes = tag.split([' ', '/', '"', '\'']).skip(1);
    let is_handler = |attribute: &str| {
        let name = attribute.split('=').next().filter(|name| name.len() < attribute.len());
        let event = name.and_then(|name| name.trim_end().strip_prefix("on"));
        event
            .is_some_and(|event| !event.is_empty() && event.bytes().all(|b| b.is_ascii_lowercase()))
    };
    is_element && attributes.any(is_handler)
}

/// Whether a URL of a scheme stands where Markdown or HTML has a target.
fn is_followed(text: &str, scheme: &str) -> bool {
    text.match_indices(scheme).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().trim_end();
        before.ends_with(['(', '"', '\'', '<', '=']) || before.ends_with("]:")
    })
}

/// A text without its code blocks and code spans (`CommonMark` §4.5, §6.1).
fn without_code(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut fence: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let mark = ["```", "~~~"].into_iter().find(|mark| line.trim_start().starts_with(mark));
        match (fence, mark) {
            (None, Some(opened)) => fence = Some(opened),
            (Some(opened), Some(mark)) if opened == mark => fence = None,
            (Some(_), _) => {}
            (None, None) => plain.push_str(line),
        }
    }
    without_spans(&plain)
}

fn without_spans(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('`') {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let length = from.len() - from.trim_start_matches('`').len();
        let (ticks, behind) = from.split_at(length);
        rest = match closing(behind, length) {
            Some(end) => behind.get(end..).unwrap_or_default(),
            None => {
                plain.push_str(ticks);
                behind
            }
        };
    }
    plain.push_str(rest);
    plain
}

/// Behind the run of exactly so many backquotes that closes a span.
fn closing(text: &str, length: usize) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text.get(at..)?.find('`') {
        let start = at + found;
        let from = text.get(start..)?;
        let run = from.len() - from.trim_start_matches('`').len();
        at = start + run;
        if run == length {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::active;

    #[test]
    fn what_runs() {
        for text in [
            "<script>alert(1)</script>",
            "<SCRIPT src=x>",
            "text <script\n>",
            "<iframe/>",
            "<img src=x onerror=alert(1)>",
            "<img src=\"x\"onerror=\"y\">",
            "<a href=x onClick = y>z</a>",
            "[a](javascript:alert(1))",
            "[a]( JavaScript:alert(1))",
            "[a]: javascript:alert(1)",
            "<a href='javascript:x'>",
            "<javascript:x>",
            "[a](data:text/html,x)",
            "<object data=x>",
            "eval(x)",
            "an open ` and <script>",
            "``a ` b`` <script>",
        ] {
            assert!(active(text).is_some(), "{text}");
        }
    }

    #[test]
    fn what_is_only_read() {
        for text in [
            "",
            "Text with a < b and b > c",
            "<b>bold</b> <br/> <a href=\"https://x\" title=\"on time = money\">",
            "`<script>` is refused",
            "```html\n<script>\n```\n",
            "~~~\n<iframe>\n~~~",
            "``a ` <script>``",
            "Returns <object> or <link>",
            "JavaScript: use the SDK",
            "medieval(ish), retrieval(x), model.eval(x)",
            "<description> <scripting>",
            "a list (once=1)",
        ] {
            assert_eq!(active(text), None, "{text}");
        }
    }
}
