//! [`ForwardedCertificate`]: the client's certificate as a proxy that ended TLS hands it on.
//!
//! **Invariant:** it is taken from trusted proxies alone. From a proxy a header that cannot be read
//! refuses the request; what is not there is no certificate, never the proxy's own.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue};

/// RFC 9440 §2.
const CLIENT_CERT: HeaderName = HeaderName::from_static("client-cert");
const CLIENT_CERT_CHAIN: HeaderName = HeaderName::from_static("client-cert-chain");
/// The outer form of DER: a sequence.
const SEQUENCE: u8 = 0x30;
/// Certificates of a chain.
const MOST: usize = 10;

/// How proxies hand on the certificate of the client whose possession of the key they saw proven.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ForwardedCertificate {
    /// `Client-Cert` and `Client-Cert-Chain` of RFC 9440.
    ClientCert,
    /// A header that holds PEM in percent-encoding, of the certificate or the chain: nginx's
    /// `$ssl_client_escaped_cert`.
    EscapedPem(HeaderName),
    /// Envoy's `x-forwarded-client-cert` with `Cert` or `Chain`, set anew by the proxy
    /// (`SANITIZE_SET`): a list of several elements is refused.
    Envoy,
}

/// A header that cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Malformed;

impl ForwardedCertificate {
    fn headers(&self) -> [HeaderName; 2] {
        match self {
            ForwardedCertificate::ClientCert => [CLIENT_CERT, CLIENT_CERT_CHAIN],
            ForwardedCertificate::EscapedPem(name) => [name.clone(), name.clone()],
            ForwardedCertificate::Envoy => [ENVOY, ENVOY],
        }
    }

    /// The chain in DER, the client's own certificate first; empty where it has none.
    pub(super) fn read(&self, headers: &HeaderMap) -> Result<Vec<Vec<u8>>, Malformed> {
        let chain = match self {
            ForwardedCertificate::ClientCert => client_cert(headers)?,
            ForwardedCertificate::EscapedPem(name) => match one(headers, name)? {
                // nginx sends an empty variable for a client without a certificate.
                None | Some("") => Vec::new(),
                Some(text) => escaped_pem(text)?,
            },
            ForwardedCertificate::Envoy => match one(headers, &ENVOY)? {
                None | Some("") => Vec::new(),
                Some(text) => envoy(text)?,
            },
        };
        let are_sequences = chain.iter().all(|der| der.first() == Some(&SEQUENCE));
        if are_sequences && chain.len() <= MOST { Ok(chain) } else { Err(Malformed) }
    }
}

/// Removes every header that could pass for a forwarded certificate.
pub(super) fn strip(forwarded: Option<&ForwardedCertificate>, headers: &mut HeaderMap) {
    let own = forwarded.into_iter().flat_map(ForwardedCertificate::headers);
    for name in own.chain([CLIENT_CERT, CLIENT_CERT_CHAIN]) {
        headers.remove(name);
    }
}

const ENVOY: HeaderName = HeaderName::from_static("x-forwarded-client-cert");

/// The only value of a header, if it is there.
fn one<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<Option<&'h str>, Malformed> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(Malformed);
    }
    first.map(HeaderValue::to_str).transpose().map_err(|_| Malformed)
}

fn client_cert(headers: &HeaderMap) -> Result<Vec<Vec<u8>>, Malformed> {
    let mut rest = Vec::new();
    for line in headers.get_all(CLIENT_CERT_CHAIN) {
        let line = line.to_str().map_err(|_| Malformed)?;
        for item in line.split(',') {
            rest.push(byte_sequence(item.trim_matches([' ', '\t']))?);
        }
    }
    match one(headers, &CLIENT_CERT)? {
        Some(own) => {
            let mut chain = vec![byte_sequence(own)?];
            chain.append(&mut rest);
            Ok(chain)
        }
        // RFC 9440 §2.3: a chain is not sent without a certificate.
        None if rest.is_empty() => Ok(Vec::new()),
        None => Err(Malformed),
    }
}

/// RFC 9651 §3.3.5. RFC 9440 defines no parameters for it.
fn byte_sequence(item: &str) -> Result<Vec<u8>, Malformed> {
    let inner = item.strip_prefix(':').and_then(|item| item.strip_suffix(':'));
    let bytes = inner.and_then(|inner| STANDARD.decode(inner).ok());
    bytes.filter(|bytes| !bytes.is_empty()).ok_or(Malformed)
}

/// PEM in percent-encoding. A `+` is base64's, not a space.
fn escaped_pem(text: &str) -> Result<Vec<Vec<u8>>, Malformed> {
    let pem = percent_decoded(text).ok_or(Malformed)?;
    let mut chain = Vec::new();
    let mut rest = pem.trim();
    while !rest.is_empty() {
        let body = rest.strip_prefix("-----BEGIN CERTIFICATE-----").ok_or(Malformed)?;
        let (body, after) = body.split_once("-----END CERTIFICATE-----").ok_or(Malformed)?;
        let digits: String = body.split_ascii_whitespace().collect();
        chain.push(STANDARD.decode(digits).map_err(|_| Malformed)?);
        rest = after.trim_start();
    }
    if chain.is_empty() { Err(Malformed) } else { Ok(chain) }
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(if byte == b'%' {
            let high = char::from(bytes.next()?).to_digit(16)?;
            let low = char::from(bytes.next()?).to_digit(16)?;
            u8::try_from(high * 16 + low).ok()?
        } else {
            byte
        });
    }
    String::from_utf8(decoded).ok()
}

/// `Hash=…;Cert="…";Chain="…"`: `Chain`, which begins with the certificate, or else `Cert`.
fn envoy(text: &str) -> Result<Vec<Vec<u8>>, Malformed> {
    let (mut cert, mut chain) = (None, None);
    for (name, value) in envoy_pairs(text)? {
        let place = match name {
            _ if name.eq_ignore_ascii_case("cert") => &mut cert,
            _ if name.eq_ignore_ascii_case("chain") => &mut chain,
            _ => continue,
        };
        if place.replace(value).is_some() {
            return Err(Malformed);
        }
    }
    let own = cert.map(escaped_pem).transpose()?;
    let whole = chain.map(escaped_pem).transpose()?;
    match (own, whole) {
        (Some(own), Some(whole)) if whole.first() != own.first() => Err(Malformed),
        (_, Some(chain)) | (Some(chain), None) => Ok(chain),
        // The proxy tells of a client, and not its certificate.
        (None, None) => Err(Malformed),
    }
}

/// The pairs of the only element. Values are in quotes where they hold a delimiter.
fn envoy_pairs(text: &str) -> Result<Vec<(&str, &str)>, Malformed> {
    let mut pairs = Vec::new();
    let mut rest = text;
    loop {
        let (name, after) = rest.split_once('=').ok_or(Malformed)?;
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => {
                let end = end_of_quoted(quoted).ok_or(Malformed)?;
                (quoted.get(..end).unwrap_or_default(), quoted.get(end + 1..).unwrap_or_default())
            }
            None => after.split_at(after.find([';', ',']).unwrap_or(after.len())),
        };
        pairs.push((name.trim(), value));
        match after.strip_prefix(';') {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(pairs),
            // A comma begins another element: two proxies' word, or a client's own.
            None => return Err(Malformed),
        }
    }
}

fn end_of_quoted(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn read(how: &ForwardedCertificate, lines: &[(&str, &str)]) -> Result<Vec<Vec<u8>>, Malformed> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        how.read(&headers)
    }

    #[test]
    fn rfc_9440() {
        let how = ForwardedCertificate::ClientCert;
        let (own, chain) = ("client-cert", "client-cert-chain");
        assert_eq!(read(&how, &[]), Ok(vec![]));
        assert_eq!(read(&how, &[(own, ":MAA=:")]), Ok(vec![vec![0x30, 0]]));
        let all = [(own, ":MAA=:"), (chain, ":MAE=:, :MAI=:"), (chain, ":MAM=:")];
        let der = |last| vec![0x30, last];
        assert_eq!(read(&how, &all), Ok(vec![der(0), der(1), der(2), der(3)]));
        for bad in ["", ":", "::", "MAA=", ":MAA=", ":MAA:", ":MA A=:", ":MAA=:;a=1", ":AAA=:"] {
            assert_eq!(read(&how, &[(own, bad)]), Err(Malformed), "{bad}");
        }
        assert_eq!(read(&how, &[(own, ":MAA=:"), (own, ":MAA=:")]), Err(Malformed));
        assert_eq!(read(&how, &[(chain, ":MAA=:")]), Err(Malformed));
        assert_eq!(read(&how, &[(own, ":MAA=:"), (chain, ":MAA=:,")]), Err(Malformed));
        let long = [":MAA=:"; 10].join(",");
        assert_eq!(read(&how, &[(own, ":MAA=:"), (chain, &long)]), Err(Malformed));
    }

    const PEM: &str = "-----BEGIN%20CERTIFICATE-----%0AMA+/%0A-----END%20CERTIFICATE-----%0A";

    #[test]
    fn percent_encoded_pem() {
        let name = HeaderName::from_static("ssl-client-cert");
        let how = ForwardedCertificate::EscapedPem(name);
        let read = |value: &str| read(&how, &[("ssl-client-cert", value)]);
        let der = vec![0x30, 0x0f, 0xbf];
        assert_eq!(read(PEM), Ok(vec![der.clone()]));
        assert_eq!(read(&format!("{PEM}{PEM}")), Ok(vec![der.clone(), der]));
        assert_eq!(read(""), Ok(vec![]));
        for bad in ["%", "%0", "%zz", "(null)", &PEM[1..], &PEM[..40], &PEM.replace('+', "%20%25")]
        {
            assert_eq!(read(bad), Err(Malformed), "{bad}");
        }
    }

    #[test]
    fn envoys_header() {
        let how = ForwardedCertificate::Envoy;
        let read = |value: &str| read(&how, &[("x-forwarded-client-cert", value)]);
        let der = vec![0x30, 0x0f, 0xbf];
        let one = format!("Hash=aa;Subject=\"CN=\\\"a;Cert=,\";Cert=\"{PEM}\"");
        assert_eq!(read(&one), Ok(vec![der.clone()]));
        assert_eq!(read(&format!("{one};Chain=\"{PEM}{PEM}\"")), Ok(vec![der.clone(), der]));
        assert_eq!(read(""), Ok(vec![]));
        let other = PEM.replace("MA+/", "MA++");
        for bad in [
            format!("{one},{one}"),
            format!("{one};{one}"),
            format!("{one};Chain=\"{other}\""),
            "Hash=aa".to_owned(),
            "Cert".to_owned(),
            format!("Cert=\"{PEM}"),
        ] {
            assert_eq!(read(&bad), Err(Malformed), "{bad}");
        }
    }

    #[test]
    fn headers_of_others_are_removed() {
        let mut headers = HeaderMap::new();
        for name in ["client-cert", "client-cert-chain", "ssl-client-cert", "other"] {
            headers.insert(name, HeaderValue::from_static("a"));
        }
        let name = HeaderName::from_static("ssl-client-cert");
        strip(Some(&ForwardedCertificate::EscapedPem(name)), &mut headers);
        assert_eq!(headers.keys().map(HeaderName::as_str).collect::<Vec<_>>(), ["other"]);
    }
}
