//! The names, patterns and formats of random schemas, with texts that are near to them.
//!
//! **Invariant:** every list holds what fits and what hardly does not.

/// Names of members.
pub(super) const NAMES: [&str; 6] = ["a", "b", "id", "name", "kind", "x-a"];

/// Names of members that no schema names.
pub(super) const OTHERS: [&str; 4] = ["zz", "x-b", "Other", "a b"];

/// Patterns with texts.
pub(super) const PATTERNS: [(&str, &[&str]); 14] = [
    ("^[a-c]{1,3}$", &["a", "abc", "abca", "", "d", "ab\n"]),
    ("b", &["b", "abc", "ac", ""]),
    ("^x-", &["x-", "x-a", "ax-", "X-"]),
    (r"^\d+$", &["0", "12", "1a", "", "\u{661}"]),
    ("[A-Z]", &["A", "aB", "ab", ""]),
    (r"^(?!0)\d{1,3}$", &["1", "10", "01", "0", "1234"]),
    ("^.$", &["a", "\u{e9}", "\u{1f600}", "\n", "ab", ""]),
    (r"\s", &[" ", "a b", "\u{a0}", "ab", "\u{feff}"]),
    (r"^\w*$", &["", "a_1", "a-1", "\u{e9}"]),
    ("^a|b$", &["a", "ac", "cb", "ca", "bc"]),
    ("^$", &["", "a", "\n"]),
    (r"^\S+$", &["a", "a b", "", "\u{1f600}"]),
    ("^[^a]+$", &["b", "\n", "ba", ""]),
    ("^(red|green)(-[0-9])?$", &["red", "green-1", "red-", "re"]),
];

/// Formats of texts, with texts.
pub(super) const FORMATS: [(&str, &[&str]); 16] = [
    ("date", &["2024-02-29", "2023-02-29", "2024-13-01", "1999-12-31", "2024-1-01", "0000-01-01"]),
    (
        "date-time",
        &[
            "2024-02-29T23:59:59Z",
            "2024-02-29T23:59:59.123+01:00",
            "2024-02-29T24:00:00Z",
            "2024-02-29t00:00:00z",
            "2024-02-30T00:00:00Z",
            "2024-02-29T00:00:00",
            "2016-12-31T23:59:60Z",
        ],
    ),
    ("time", &["23:59:59Z", "23:59:59.5+01:00", "24:00:00Z", "12:00:00", "12:00Z"]),
    ("duration", &["P1D", "PT1H30M", "P1W", "P", "PT", "1D", "P1D2H"]),
    (
        "uuid",
        &[
            "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
            "2EB8AA08-AA98-11EA-B4AA-73B441D16380",
            "2eb8aa08aa9811eab4aa73b441d16380",
            "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
        ],
    ),
    (
        "uri",
        &["https://a.example/b?c#d", "urn:a:b", "/a", "a b:c", "mailto:a@b.c", "http://[::1]/"],
    ),
    ("uri-reference", &["/a/b", "#a", "", "a b", "\\a", "https://a.example"]),
    ("email", &["a@b.example", "a.b@c.example", "a@", "@b", "a b@c.example", "a..b@c.example"]),
    ("hostname", &["a.example", "localhost", "-a.example", "a_b", "a..b", ""]),
    ("ipv4", &["127.0.0.1", "255.255.255.255", "256.1.1.1", "1.2.3", "01.2.3.4"]),
    ("ipv6", &["::1", "fe80::1", "1:2:3:4:5:6:7:8", ":::", "1:2", "::ffff:1.2.3.4"]),
    ("json-pointer", &["", "/a/b~0", "a", "/~2"]),
    ("regex", &["^a+$", "[a-", "(", r"\d"]),
    ("uri-template", &["/a/{b}", "/a/{b", "{+x}"]),
    ("byte", &["", "QQ==", "QUI=", "QR==", "Q", "-_-_"]),
    ("password", &["", "a", "\u{e9}"]),
];

/// Texts without a pattern or a format.
pub(super) const TEXTS: [&str; 12] =
    ["", "a", "b", "ab", "abc", "abcd", "id", "A1", "\u{e9}", "\u{1f600}\u{1f600}", " ", "x-a"];
