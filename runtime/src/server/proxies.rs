//! [`TrustedProxies`]: whose word about a client's address is taken.
//!
//! **Invariant:** an address that a client could have written itself is never believed: headers are
//! read from the right, and only as far as listed proxies have written them.

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

use crate::auth::ConfigError;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies that stand in front, by their addresses, and the header in which they tell their
/// clients' addresses.
///
/// It is one header: a proxy that writes one of them lets the other one through as the client sent
/// it. Both are removed from requests of everybody else, and the other one always.
#[derive(Clone, Debug, Default)]
pub struct TrustedProxies {
    networks: Vec<IpNet>,
    reads_forwarded: bool,
}

impl TrustedProxies {
    /// The proxies of these networks (`10.0.0.0/8`, `fd00::/8`) or single addresses, which write
    /// `X-Forwarded-For`.
    pub fn new<'a>(
        networks: impl IntoIterator<Item = &'a str>,
    ) -> Result<TrustedProxies, ConfigError> {
        let parse = |text: &str| {
            let network = text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
            network.map_err(|_| ConfigError::new(format!("`{text}` is no network and no address")))
        };
        let networks = networks.into_iter().map(parse).collect::<Result<_, _>>()?;
        Ok(TrustedProxies { networks, reads_forwarded: false })
    }

    /// The same proxies, which write `Forwarded` (RFC 7239) instead.
    #[must_use]
    pub fn write_forwarded(mut self) -> TrustedProxies {
        self.reads_forwarded = true;
        self
    }

    pub(super) fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.networks.iter().any(|network| network.contains(&address))
    }

    /// The client's address of a request that came from `peer`, without what it is not to be
    /// believed about.
    pub(super) fn client(&self, peer: SocketAddr, headers: &mut HeaderMap) -> SocketAddr {
        let is_trusted = self.contains(peer.ip());
        if !is_trusted || !self.reads_forwarded {
            headers.remove(header::FORWARDED);
        }
        if !is_trusted || self.reads_forwarded {
            headers.remove(X_FORWARDED_FOR);
        }
        let told = if is_trusted { self.told(headers) } else { None };
        // The client's port is not known.
        told.map_or(peer, |address| SocketAddr::new(address, 0))
    }

    /// The first address from the right that is not a listed proxy's; where all are, the last.
    /// What has no address, such as `unknown`, ends the search: its writer is the nearest that is
    /// known.
    fn told(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let name = if self.reads_forwarded { header::FORWARDED } else { X_FORWARDED_FOR };
        let read = if self.reads_forwarded { forwarded_for } else { address };
        let mut nearest = None;
        for line in headers.get_all(name).iter().rev() {
            for element in split_from_right(line.to_str().ok()?) {
                let Some(found) = read(element.trim_matches([' ', '\t'])) else { return nearest };
                nearest = Some(found);
                if !self.contains(found) {
                    return nearest;
                }
            }
        }
        nearest
    }
}

/// The elements of a list, the last one first. No address holds a comma: one in quotes makes two
/// elements that are none.
fn split_from_right(line: &str) -> impl Iterator<Item = &str> {
    line.rsplit(',')
}

/// The parameter `for` of an element of `Forwarded`, of which there must be one.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let mut nodes = element.split(';').filter_map(|pair| {
        let (name, value) = pair.trim_matches([' ', '\t']).split_once('=')?;
        name.eq_ignore_ascii_case("for").then_some(value)
    });
    let node = nodes.next()?;
    if nodes.next().is_some() {
        return None;
    }
    address(node.strip_prefix('"').map_or(Some(node), |node| node.strip_suffix('"'))?)
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    let found = text.parse().ok().or_else(with_port).or_else(in_brackets);
    found.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use http::HeaderValue;

    use super::*;

    fn client(proxies: &TrustedProxies, peer: &str, lines: &[(&'static str, &str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        proxies.client(SocketAddr::new(peer.parse().unwrap(), 1), &mut headers).ip().to_string()
    }

    #[test]
    fn the_first_from_the_right_that_is_no_proxy() {
        let proxies = TrustedProxies::new(["10.0.0.0/8", "192.0.2.7", "fd00::/8"]).unwrap();
        let name = "x-forwarded-for";
        let told = |value: &str| client(&proxies, "10.1.1.1", &[(name, value)]);
        assert_eq!(told("203.0.113.1"), "203.0.113.1");
        // What stands to the left, the client wrote.
        assert_eq!(told("198.51.100.1, 203.0.113.1"), "203.0.113.1");
        assert_eq!(told("198.51.100.1, 203.0.113.1,10.2.2.2 , fd00::1"), "203.0.113.1");
        assert_eq!(told("10.3.3.3, 10.2.2.2"), "10.3.3.3");
        assert_eq!(told("198.51.100.1, unknown"), "10.1.1.1");
        assert_eq!(told("198.51.100.1, unknown, 192.0.2.7"), "192.0.2.7");
        assert_eq!(told("203.0.113.1:80"), "203.0.113.1");
        assert_eq!(told("[2001:db8::1]:80"), "2001:db8::1");
        assert_eq!(told("2001:db8::1"), "2001:db8::1");
        assert_eq!(told("::ffff:203.0.113.1"), "203.0.113.1");
        assert_eq!(told(""), "10.1.1.1");
        let lines = [(name, "198.51.100.1"), (name, "203.0.113.1")];
        assert_eq!(client(&proxies, "10.1.1.1", &lines), "203.0.113.1");
        assert_eq!(client(&proxies, "10.1.1.1", &[]), "10.1.1.1");
        assert_eq!(client(&proxies, "10.1.1.1", &[("forwarded", "for=203.0.113.1")]), "10.1.1.1");
    }

    #[test]
    fn nobody_else_is_believed() {
        let proxies = TrustedProxies::new(["10.0.0.0/8"]).unwrap();
        let lines = [("x-forwarded-for", "203.0.113.1"), ("forwarded", "for=203.0.113.1")];
        assert_eq!(client(&proxies, "192.0.2.1", &lines), "192.0.2.1");
        assert_eq!(client(&TrustedProxies::default(), "192.0.2.1", &lines), "192.0.2.1");
        assert!(proxies.contains("::ffff:10.0.0.1".parse().unwrap()));
    }

    #[test]
    fn what_is_not_believed_is_removed() {
        let left = |proxies: &TrustedProxies, peer: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(X_FORWARDED_FOR, HeaderValue::from_static("203.0.113.1"));
            headers.insert(header::FORWARDED, HeaderValue::from_static("for=203.0.113.1"));
            proxies.client(SocketAddr::new(peer.parse().unwrap(), 1), &mut headers);
            headers.keys().map(ToString::to_string).collect::<Vec<_>>()
        };
        let proxies = TrustedProxies::new(["10.0.0.0/8"]).unwrap();
        assert_eq!(left(&proxies, "192.0.2.1"), [""; 0]);
        assert_eq!(left(&proxies, "10.0.0.1"), ["x-forwarded-for"]);
        assert_eq!(left(&proxies.write_forwarded(), "10.0.0.1"), ["forwarded"]);
    }

    #[test]
    fn rfc_7239() {
        let proxies = TrustedProxies::new(["10.0.0.0/8"]).unwrap().write_forwarded();
        let told = |value: &str| client(&proxies, "10.1.1.1", &[("forwarded", value)]);
        assert_eq!(told("for=203.0.113.1;proto=https;by=10.0.0.1"), "203.0.113.1");
        assert_eq!(told("FOR=\"[2001:db8:cafe::17]:4711\""), "2001:db8:cafe::17");
        assert_eq!(told("for=198.51.100.1, for=203.0.113.1 , for=10.2.2.2"), "203.0.113.1");
        assert_eq!(told("for=198.51.100.1, for=_hidden"), "10.1.1.1");
        assert_eq!(told("for=198.51.100.1, proto=https"), "10.1.1.1");
        assert_eq!(told("for=198.51.100.1;for=203.0.113.1"), "10.1.1.1");
        assert_eq!(told("for=\"198.51.100.1"), "10.1.1.1");
    }

    #[test]
    fn networks() {
        for bad in ["", "10.0.0.0/33", "a", "10.0.0"] {
            assert!(TrustedProxies::new([bad]).is_err(), "{bad}");
        }
    }
}
