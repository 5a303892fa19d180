//! Hosts of URLs, and whether what is sent to them is encrypted.
//!
//! **Invariant:** what cannot be told to be this very machine is another one.

/// Whether credentials sent to the server cross a network in clear text.
pub(crate) fn is_cleartext(url: &str) -> bool {
    let Some((scheme, _)) = url.trim().split_once("://") else { return false };
    let is_http = ["http", "ws"].iter().any(|cleartext| scheme.eq_ignore_ascii_case(cleartext));
    is_http && !host(url).is_some_and(|host| is_local(&host))
}

/// The host of an absolute URL, in lower case, without its port; `None` for one that is relative.
pub(crate) fn host(url: &str) -> Option<String> {
    url.split_once("//").map(|(_, behind)| host_of(behind))
}

/// The host in what stands behind `://`.
fn host_of(behind: &str) -> String {
    let authority = behind.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // `localhost@elsewhere` is elsewhere.
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => host.split(':').next().unwrap_or_default(),
    };
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// Whether a host is the machine itself (RFC 6761 §6.3, RFC 6890).
pub(crate) fn is_local(host: &str) -> bool {
    let is_address = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    is_address || host == "localhost" || host.ends_with(".localhost")
}

/// Whether what stands behind `://` names the machine itself.
pub(crate) fn is_loopback(behind: &str) -> bool {
    is_local(&host_of(behind))
}

#[cfg(test)]
mod tests {
    use super::is_cleartext;

    #[test]
    fn only_this_machine_may_be_called_in_clear_text() {
        for (url, expected) in [
            ("http://api.example.com", true),
            ("HTTP://api.example.com/v1", true),
            ("http://localhost@api.example.com", true),
            ("http://localhost.example.com", true),
            ("http://127.0.0.1.example.com", true),
            ("http://{host}/v1", true),
            (" http://api.example.com", true),
            ("\nhttp://localhost", false),
            ("ws://api.example.com", true),
            ("http://localhost:8080/v1", false),
            ("http://api.localhost", false),
            ("http://127.0.0.1", false),
            ("http://[::1]:8080", false),
            ("https://api.example.com", false),
            ("/v1", false),
            ("//api.example.com", false),
        ] {
            assert_eq!(is_cleartext(url), expected, "{url}");
        }
    }
}
