//! What Markdown shows as it is written: code blocks and code spans.
//!
//! **Invariant:** what may run is never taken for code. Where Markdown is read in more than one way, and in
//! tables, a text counts as no code.

/// A text without its fenced code blocks and code spans (`CommonMark` §4.5, §6.1).
pub(super) fn without_code(text: &str) -> String {
    let mut reader = Reader::default();
    for line in text.split_inclusive('\n') {
        reader.line(line);
    }
    reader.end_paragraph();
    reader.plain
}

#[derive(Default)]
struct Reader {
    /// What is no code.
    plain: String,
    /// Lines whose code spans are still to be found: a span ends with its paragraph.
    paragraph: String,
    block: Block,
    /// How many block quotes are open.
    quotes: usize,
    /// The columns at which the contents of the open list items begin, the outermost first.
    items: Vec<usize>,
}

/// What the next line is a part of.
#[derive(Clone, Copy, Default)]
enum Block {
    #[default]
    Text,
    /// A fenced code block of the list item whose contents begin at a column.
    Fence(Fence, usize),
    /// HTML, in which backquotes mean nothing.
    Html(Ends, usize),
}

/// Texts one of which ends a block of HTML with its line; a blank line does where there are none.
type Ends = &'static [&'static str];

/// What begins on a line.
enum Start {
    Fence(Fence),
    Html(Ends),
    /// A list item, and how far behind its marker its contents begin.
    Item(usize),
    Heading,
    Nothing,
}

/// More list items than anybody nests.
const MOST_ITEMS: usize = 64;

impl Reader {
    fn line(&mut self, line: &str) {
        let most = match self.block {
            Block::Text => usize::MAX,
            Block::Fence(..) | Block::Html(..) => self.quotes,
        };
        let (quotes, line) = unquoted(line, most);
        if quotes != self.quotes {
            self.end_paragraph();
            self.items.clear();
            self.block = Block::Text;
            self.quotes = quotes;
        }
        let is_blank = line.trim().is_empty();
        match self.block {
            Block::Fence(_, column) | Block::Html(_, column)
                if !is_blank && indent(line) < column =>
            {
                // The list item ended, and what is in it with it.
                self.block = Block::Text;
                self.text(line);
            }
            Block::Fence(fence, column) => {
                if fence.is_closed_by(line, column) {
                    self.block = Block::Text;
                }
            }
            Block::Html(ends, column) => self.html(line, ends, column),
            Block::Text => self.text(line),
        }
    }

    fn html(&mut self, line: &str, ends: Ends, column: usize) {
        self.plain.push_str(line);
        let has_ended = match ends {
            [] => line.trim().is_empty(),
            [..] => {
                let line = line.to_ascii_lowercase();
                ends.iter().any(|end| line.contains(end))
            }
        };
        self.block = if has_ended { Block::Text } else { Block::Html(ends, column) };
    }

    fn text(&mut self, line: &str) {
        let (mut rest, mut at) = (line, 0);
        loop {
            if rest.trim().is_empty() {
                self.end_paragraph();
                return;
            }
            let indent = at + indent(rest);
            let open = self.items.iter().take_while(|column| **column <= indent).count();
            let column = self.items.get(..open).and_then(<[_]>::last).copied().unwrap_or(0);
            // A line within a paragraph's own item goes on with it, where only other lines begin something.
            let goes_on = !self.paragraph.is_empty() && open == self.items.len();
            let behind = rest.trim_start();
            let start = if indent - column > 3 { Start::Nothing } else { start(behind, goes_on) };
            if let Start::Nothing = start
                && !self.paragraph.is_empty()
            {
                self.paragraph.push_str(rest);
                return;
            }
            self.end_paragraph();
            self.items.truncate(open);
            match start {
                Start::Fence(fence) => self.block = Block::Fence(fence, column),
                Start::Html(ends) => self.html(behind, ends, column),
                Start::Item(width) if self.items.len() < MOST_ITEMS => {
                    at = indent + width;
                    self.items.push(at);
                    rest = behind.get(width..).unwrap_or_default();
                    continue;
                }
                Start::Heading => {
                    self.paragraph.push_str(behind);
                    self.end_paragraph();
                }
                Start::Item(_) | Start::Nothing => self.paragraph.push_str(rest),
            }
            return;
        }
    }

    fn end_paragraph(&mut self) {
        without_spans(&self.paragraph, &mut self.plain);
        self.plain.push('\n');
        self.paragraph.clear();
    }
}

/// How many block quotes a line is in, and what it is within them (`CommonMark` §5.1).
fn unquoted(line: &str, most: usize) -> (usize, &str) {
    let (mut quotes, mut line) = (0, line);
    while quotes < most
        && indent(line) <= 3
        && let Some(within) = line.trim_start_matches(' ').strip_prefix('>')
    {
        line = within.strip_prefix(' ').unwrap_or(within);
        quotes += 1;
    }
    (quotes, line)
}

/// The column at which a line's first sign stands (`CommonMark` §2.2).
fn indent(line: &str) -> usize {
    let signs = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    signs.fold(0, |at, byte| if byte == b'\t' { at + 4 - at % 4 } else { at + 1 })
}

/// What a line without its indentation begins.
fn start(line: &str, goes_on: bool) -> Start {
    if let Some(fence) = Fence::opened_by(line) {
        return Start::Fence(fence);
    }
    if let Some(ends) = html_ends(line, goes_on) {
        return Start::Html(ends);
    }
    if let Some(width) = item_width(line, goes_on) {
        return Start::Item(width);
    }
    let behind = line.trim_start_matches('#');
    let is_heading = (1..=6).contains(&(line.len() - behind.len()))
        && (behind.trim().is_empty() || behind.starts_with([' ', '\t']));
    if is_heading { Start::Heading } else { Start::Nothing }
}

/// A line of backquotes or tildes before a code block (`CommonMark` §4.5).
#[derive(Clone, Copy)]
struct Fence {
    sign: char,
    length: usize,
}

impl Fence {
    fn opened_by(line: &str) -> Option<Fence> {
        let sign = line.chars().next().filter(|sign| matches!(sign, '`' | '~'))?;
        let info = line.trim_start_matches(sign);
        let length = line.len() - info.len();
        let is_span = sign == '`' && info.contains('`');
        (length >= 3 && !is_span).then_some(Fence { sign, length })
    }

    /// Whether a line of the list item whose contents begin at a column ends the code.
    fn is_closed_by(self, line: &str, column: usize) -> bool {
        let behind = line.trim_start();
        let info = behind.trim_start_matches(self.sign);
        let is_indented = indent(line).saturating_sub(column) > 3;
        !is_indented && behind.len() - info.len() >= self.length && info.trim().is_empty()
    }
}

/// How long the marker of a list item and the space behind it are (`CommonMark` §5.2).
fn item_width(line: &str, goes_on: bool) -> Option<usize> {
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, behind) = line.split_at_checked(digits)?;
    let signs: &[char] = if digits == 0 { &['-', '+', '*'] } else { &['.', ')'] };
    let behind = behind.strip_prefix(signs)?;
    let spaces = indent(behind);
    let is_empty = behind.trim().is_empty();
    // "14. " and an empty item do not end a paragraph.
    let is_text = goes_on && (is_empty || digits > 0 && number != "1");
    if digits > 9 || is_text || spaces == 0 && !is_empty {
        return None;
    }
    let spaces = if is_empty || spaces > 4 { 1 } else { spaces };
    Some(digits + 1 + spaces)
}

/// Elements whose contents are no Markdown, up to where one of them ends.
const RAW: [&str; 4] = ["pre", "script", "style", "textarea"];

const RAW_ENDS: Ends = &["</pre>", "</script>", "</style>", "</textarea>"];

/// Elements whose tag begins a block of HTML wherever a line begins with it.
const BLOCKS: [&str; 62] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];

/// What ends the block of HTML that a line begins (`CommonMark` §4.6).
fn html_ends(line: &str, goes_on: bool) -> Option<Ends> {
    let behind = line.strip_prefix('<')?;
    for (start, ends) in
        [("!--", &["-->"] as Ends), ("?", &["?>"]), ("![CDATA[", &["]]>"]), ("!", &[">"])]
    {
        if behind.starts_with(start) {
            return Some(ends);
        }
    }
    let (is_closing, name) = match behind.strip_prefix('/') {
        Some(name) => (true, name),
        None => (false, behind),
    };
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let (name, rest) = name.split_at_checked(end)?;
    let name = name.to_ascii_lowercase();
    let is_tag = rest.starts_with(|c: char| c.is_whitespace() || c == '>') || rest.is_empty();
    if is_tag && !is_closing && RAW.contains(&name.as_str()) {
        return Some(RAW_ENDS);
    }
    let is_block = (is_tag || rest.starts_with("/>")) && BLOCKS.contains(&name.as_str());
    let is_alone = || {
        let end = tag_end(behind).and_then(|end| behind.get(end..));
        end.is_some_and(|behind| behind.trim().is_empty())
    };
    (is_block || !goes_on && is_alone()).then_some(&[])
}

/// Where the tag ends that begins with a `<` before this text. Backquotes stand in quotes only (`CommonMark` §6.6).
fn tag_end(behind: &str) -> Option<usize> {
    let name = behind.strip_prefix('/').unwrap_or(behind);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut quote = None;
    for (at, sign) in behind.char_indices() {
        match (quote, sign) {
            (None, '>') => return Some(at + 1),
            (None, '<' | '`') => return None,
            (None, '"' | '\'') => quote = Some(sign),
            (Some(opened), _) if opened == sign => quote = None,
            (None | Some(_), _) => {}
        }
    }
    None
}

/// Adds a paragraph without its code spans.
fn without_spans(paragraph: &str, plain: &mut String) {
    let mut rest = paragraph;
    while let Some(at) = rest.find(['`', '\\', '<']) {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let (kept, behind) = match from.as_bytes() {
            [b'`', ..] => span(from),
            // What a backslash stands before is shown.
            [b'\\', b'`' | b'<' | b'\\', ..] => ("\\", from.get(2..).unwrap_or_default()),
            [b'<', ..] => {
                let behind = from.get(1..).unwrap_or_default();
                let comment = || behind.starts_with("!--").then(|| behind.find("-->")).flatten();
                from.split_at(1 + tag_end(behind).or_else(comment).unwrap_or(0))
            }
            _ => from.split_at(1),
        };
        plain.push_str(kept);
        rest = behind;
    }
    plain.push_str(rest);
}

/// What of a text that begins with backquotes is no code, and what is behind that.
fn span(from: &str) -> (&str, &str) {
    let length = from.len() - from.trim_start_matches('`').len();
    let (signs, behind) = from.split_at(length);
    match closing(behind, length) {
        Some(end) => ("", behind.get(end..).unwrap_or_default()),
        None => (signs, behind),
    }
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
