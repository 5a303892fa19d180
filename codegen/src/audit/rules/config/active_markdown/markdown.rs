//! What runs in a text that is Markdown, or HTML within it.
//!
//! **Invariant:** comparisons have no case, as HTML and schemes of URLs have none.

use super::code::without_code;

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
    let tags = || text.match_indices('<').filter_map(|(at, sign)| text.get(at + sign.len()..));
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
    let has_attribute = rest.split(['<', '>']).next().is_some_and(|tag| tag.contains('='));
    ends && (RUNNING.contains(&name) || LOADING.contains(&name) && has_attribute)
}

/// Whether what stands behind a `<` is an element with an attribute `on…`.
fn has_handler(behind: &str) -> bool {
    if !behind.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return false;
    }
    quoted_names(behind).unwrap_or_else(|| plain_names(behind)).into_iter().any(is_event)
}

fn is_event(name: &str) -> bool {
    let event = name.strip_prefix("on");
    event.is_some_and(|event| !event.is_empty() && event.bytes().all(|b| b.is_ascii_lowercase()))
}

/// The names of the attributes that have a value, as browsers read them: a `>` in quotes ends no tag.
/// `None` where the tag has no end, or a quote has none.
fn quoted_names(behind: &str) -> Option<Vec<&str>> {
    let ends_name = |c: char| c.is_whitespace() || matches!(c, '/' | '>' | '=');
    let mut names = Vec::new();
    let mut rest = behind.get(behind.find(ends_name)?..)?;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '/' | '='));
        if rest.starts_with('>') {
            return Some(names);
        }
        let (name, value) = rest.split_at(rest.find(ends_name)?);
        rest = value.trim_start();
        let Some(value) = rest.strip_prefix('=') else { continue };
        names.push(name);
        let value = value.trim_start();
        rest = match value.chars().next()? {
            '"' => value.get(1..)?.split_once('"')?.1,
            '\'' => value.get(1..)?.split_once('\'')?.1,
            _ => value.get(value.find(|c: char| c.is_whitespace() || c == '>')?..)?,
        };
    }
}

/// The same where quotes mean nothing.
fn plain_names(behind: &str) -> Vec<&str> {
    let Some((tag, _)) = behind.split_once('>') else { return Vec::new() };
    let names = tag.match_indices('=').filter_map(|(at, _)| {
        let name = tag.get(..at)?.trim_end();
        name.rsplit([' ', '\t', '\n', '\r', '/', '"', '\'']).next()
    });
    names.collect()
}

/// Whether a URL of a scheme stands where Markdown or HTML has a target.
fn is_followed(text: &str, scheme: &str) -> bool {
    text.match_indices(scheme).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default().trim_end();
        before.ends_with(['(', '"', '\'', '<', '=']) || before.ends_with("]:")
    })
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
            "<img alt=\"a>b\" src=x onerror=alert(1)>",
            "<img alt=\"<\" src=x onerror=alert(1)>",
            "<img alt='a > b' src=x onerror='y'>",
            "<b title=\"open> <img src=x onerror=y>",
            "<img title=it's\nonerror=y>",
            "```x``` is the format.\n\n<script>",
            "````\n```\n````\n<script>",
            "    ```\n<script>\n    ```x",
            "\\`<script>\\`",
            "\\\\\\`<script>`",
            "a stray ` in one\n\n<script> and ` in another",
            "~~~\n```\n~~~\n<script>",
            "```\n~~~\n```\n<script>\n~~~",
            "- ```\n  text\n\n<script>",
            "> ```\n> text\n<script>\n> ```",
            "a `\n<script>\n`",
            "a `\n# <script>`",
            "- a `\n- <script>`",
            "text\n14. b\n    ```\n    <script>",
            "<div>\n`<script>`\n</div>",
            "<!--\n```\n-->\n<script>",
            "<img alt=\"`\" src=x onerror=y> `",
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
            "```html\n```js\n<script>\n```\n",
            "````\n```\n<script>\n````\n",
            "   ~~~~ `x`\n<script>\n  ~~~~~  \n",
            "```\nnever closed <script>",
            "- A step:\n\n    ```html\n    <a>\n\n    <script>\n    ```\n",
            "1. ```\n   <script>\n   ```\n2. `<script>`",
            "> ```\n>\n> <script>\n> ```",
            "a span `over\nlines <script>` of a paragraph",
            "\\\\`<script>` and \\``<script>` and `\\` \\<script>",
            "<b title=\"on, onclick=x\">",
            "<user> sends `<script>`",
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
