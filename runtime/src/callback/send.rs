//! [`Call`]: a request of a callback, encoded.
//!
//! Values are written as this crate reads them: see [`crate::params`].
//!
//! **Invariant:** whatever is in a query or a form is percent-encoded, and a header holds nothing that
//! could end it; a value that its style cannot tell is an error and never another value.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Uri, header};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::parts::{Value, look, text};
use crate::decode::Location;
use crate::encode::to_vec;
use crate::media::Typed;
use crate::params::{FormField, Parameter, Style};
use crate::policy::Method;
use crate::reply::frames;
use crate::schema::Schema;
use crate::types::Binary;

/// The unreserved characters of RFC 3986 section 2.3 stay as they are.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// How deep `deepObject` nests.
const DEEPEST: usize = 32;

/// A request of a callback. Derive it: `#[derive(CallbackRequest)]`.
pub trait ToCall {
    /// Encodes it.
    ///
    /// # Errors
    /// When a value cannot be sent in its place.
    fn to_call(&self) -> Result<Call, Unsendable>;
}

/// A body that is one of several media types. Derive it: `#[derive(CallbackBody)]`.
pub trait ToBody {
    /// Encodes it.
    ///
    /// # Errors
    /// When a value cannot be sent in its place.
    fn to_body(&self, call: &mut Call) -> Result<(), Unsendable>;
}

/// An encoded request, without its URL.
#[derive(Clone, Default)]
pub struct Call {
    /// The pairs of the query, percent-encoded.
    query: Vec<(String, String)>,
    cookies: Vec<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
}

/// A value that cannot be sent in its place: the name of the parameter or header, or `body`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsendable(pub &'static str);

impl fmt::Display for Unsendable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` cannot be sent with this value", self.0)
    }
}

impl std::error::Error for Unsendable {}

impl fmt::Debug for Call {
    /// Without what is sent, which holds sensitive values as they are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").finish_non_exhaustive()
    }
}

impl Call {
    /// The query, percent-encoded, without `?`; empty without parameters in it.
    pub fn query(&self) -> String {
        join(&self.query, "&")
    }

    /// The headers, that of the media type among them.
    ///
    /// # Errors
    /// When the cookies cannot stand in a header.
    pub fn headers(&self) -> Result<HeaderMap, Unsendable> {
        let mut headers = self.headers.clone();
        if !self.cookies.is_empty() {
            // RFC 6265 section 5.4.
            let cookies = HeaderValue::try_from(join(&self.cookies, "; "));
            headers.insert(header::COOKIE, cookies.map_err(|_| Unsendable("Cookie"))?);
        }
        Ok(headers)
    }

    /// The body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// A request to a URL, whose query is kept. Credentials are the caller's to add, and the check
    /// of a URL that somebody else chose is as well.
    ///
    /// # Errors
    /// When the URL is none.
    pub fn into_request(
        self,
        method: Method,
        url: &str,
    ) -> Result<http::Request<Bytes>, Unsendable> {
        const URL: Unsendable = Unsendable("URL");
        let query = self.query();
        let joint = match url.split_once('?') {
            _ if query.is_empty() => "",
            Some((_, "")) => "",
            Some(_) => "&",
            None => "?",
        };
        let uri = Uri::try_from(format!("{url}{joint}{query}")).map_err(|_| URL)?;
        if uri.host().is_none() || url.contains('#') {
            return Err(URL);
        }
        let headers = self.headers()?;
        let mut request = http::Request::new(self.body);
        *request.method_mut() = http::Method::try_from(method.as_str()).map_err(|_| URL)?;
        *request.uri_mut() = uri;
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// Adds a parameter.
    #[doc(hidden)]
    pub fn parameter<T: Schema>(
        &mut self,
        parameter: &Parameter,
        value: &T,
    ) -> Result<(), Unsendable> {
        let failed = Unsendable(parameter.name);
        let json = json(value).ok_or(failed)?;
        match parameter.location {
            Location::Query => pairs(parameter, &json, &mut self.query).ok_or(failed),
            Location::Cookie => pairs(parameter, &json, &mut self.cookies).ok_or(failed),
            Location::Header => {
                let value = plain(&json, parameter).ok_or(failed)?;
                let name = HeaderName::try_from(parameter.name).map_err(|_| failed)?;
                let value = HeaderValue::try_from(value).map_err(|_| failed)?;
                if frames(&name) {
                    return Err(failed);
                }
                self.headers.append(name, value);
                Ok(())
            }
            _ => Err(failed),
        }
    }

    fn content(&mut self, media: &str, usual: &'static str, body: Bytes) -> Result<(), Unsendable> {
        // A range leaves the choice to the sender.
        let media = if media.ends_with("/*") { usual } else { media };
        let media = HeaderValue::try_from(media).map_err(|_| BODY)?;
        self.headers.insert(header::CONTENT_TYPE, media);
        self.body = body;
        Ok(())
    }

    /// A body of JSON.
    #[doc(hidden)]
    pub fn json<T: Schema>(&mut self, media: &'static str, body: &T) -> Result<(), Unsendable> {
        let json = to_vec(body).map_err(|_| BODY)?;
        self.content(media, "application/json", json.into())
    }

    /// A body of text.
    #[doc(hidden)]
    pub fn text<T: Schema>(&mut self, media: &'static str, body: &T) -> Result<(), Unsendable> {
        let text = json(body).as_deref().and_then(text).ok_or(BODY)?;
        self.content(media, "text/plain", text.into())
    }

    /// JSON values, one a line.
    #[doc(hidden)]
    pub fn lines<T: Schema>(&mut self, media: &'static str, body: &[T]) -> Result<(), Unsendable> {
        let mut out = Vec::new();
        for value in body {
            // RFC 7464 section 2.2 puts a record separator before each text.
            out.extend(media.starts_with("application/json-seq").then_some(0x1e));
            out.extend(to_vec(value).map_err(|_| BODY)?);
            out.push(b'\n');
        }
        self.content(media, "application/x-ndjson", out.into())
    }

    /// A body of bytes.
    #[doc(hidden)]
    pub fn binary(&mut self, media: &'static str, body: &Binary) -> Result<(), Unsendable> {
        self.content(media, "application/octet-stream", body.clone().into_bytes())
    }

    /// A body of bytes that names its media type, within a range.
    #[doc(hidden)]
    pub fn typed_binary(
        &mut self,
        range: &'static str,
        body: &Typed<Binary>,
    ) -> Result<(), Unsendable> {
        let media = body.media.within(range).ok_or(BODY)?;
        self.headers.insert(header::CONTENT_TYPE, media);
        self.body = body.body.clone().into_bytes();
        Ok(())
    }

    /// A form, some of whose fields have an encoding.
    #[doc(hidden)]
    pub fn form<T: Schema>(
        &mut self,
        media: &'static str,
        fields: &[FormField],
        body: &T,
    ) -> Result<(), Unsendable> {
        let json = json(body).ok_or(BODY)?;
        let Some(Value::Members(members)) = look(&json) else { return Err(BODY) };
        let mut out = Vec::new();
        for (name, value) in members {
            let style = fields.iter().find(|field| field.name == name).map(|field| field.style);
            field(&name, value, style, &mut out).ok_or(BODY)?;
        }
        let form = join(&out, "&");
        self.content(media, "application/x-www-form-urlencoded", form.into())
    }
}

const BODY: Unsendable = Unsendable("body");

fn json<T: Schema>(value: &T) -> Option<String> {
    String::from_utf8(to_vec(value).ok()?).ok()
}

fn join(pairs: &[(String, String)], separator: &str) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join(separator)
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The field of a form. `OpenAPI` 3.0.4 section 4.7.15.1.1: without an encoding an object is JSON in a text.
fn field(
    name: &str,
    json: &str,
    style: Option<Style>,
    out: &mut Vec<(String, String)>,
) -> Option<()> {
    match (style, look(json)?) {
        (None, Value::Members(_)) => {
            out.push((encoded(name), encoded(json)));
            Some(())
        }
        (None, _) => write(name, json, Style::Usual, true, out),
        // Named fields in the usual style are comma lists.
        (Some(style), _) => write(name, json, style, style == Style::DeepObject, out),
    }
}

fn pairs(parameter: &Parameter, json: &str, out: &mut Vec<(String, String)>) -> Option<()> {
    write(parameter.name, json, parameter.style, parameter.explode, out)
}

/// Adds the pairs of a value; `None`: the style cannot tell it. No pair at all means `null`.
fn write(
    name: &str,
    json: &str,
    style: Style,
    explode: bool,
    out: &mut Vec<(String, String)>,
) -> Option<()> {
    let own = encoded(name);
    match (style, look(json)?) {
        (Style::Json, _) => out.push((own, encoded(json))),
        (_, Value::Null) => {}
        (_, Value::Scalar(text)) => out.push((own, encoded(&text))),
        (Style::DeepObject, _) => deep(own, json, 0, out)?,
        (_, Value::List(items)) if explode => {
            for item in items {
                out.push((own.clone(), encoded(&text(item)?)));
            }
        }
        (Style::Usual, Value::Members(members)) if explode => {
            for (name, value) in members {
                write(&name, value, Style::Usual, true, out)?;
            }
        }
        (style, Value::List(items)) => {
            let items: Option<Vec<String>> =
                items.into_iter().map(|item| Some(encoded(&text(item)?))).collect();
            out.push((own, items?.join(separator(style)?)));
        }
        (style, Value::Members(members)) if !explode => {
            let flat = members.into_iter().filter(|(_, value)| *value != "null");
            let flat: Option<Vec<String>> = flat
                .map(|(name, value)| {
                    let value = encoded(&text(value)?);
                    Some(format!("{}{}{value}", encoded(&name), separator(style)?))
                })
                .collect();
            out.push((own, flat?.join(separator(style)?)));
        }
        (_, Value::Members(_)) => return None,
    }
    Some(())
}

/// What stands between items. RFC 3986 lets no `|` stand in a query as it is.
fn separator(style: Style) -> Option<&'static str> {
    match style {
        Style::Usual => Some(","),
        Style::SpaceDelimited => Some("%20"),
        Style::PipeDelimited => Some("%7C"),
        Style::Label | Style::Matrix | Style::Json | Style::DeepObject => None,
    }
}

/// `a[b][c]=1`; arrays are `a[]=1`, and hold nothing but texts.
fn deep(name: String, json: &str, depth: usize, out: &mut Vec<(String, String)>) -> Option<()> {
    match look(json)? {
        Value::Null => {}
        Value::Scalar(text) => out.push((name, encoded(&text))),
        Value::List(items) => {
            for item in items {
                out.push((format!("{name}%5B%5D"), encoded(&text(item)?)));
            }
        }
        Value::Members(_) if depth == DEEPEST => return None,
        Value::Members(members) => {
            for (member, value) in members {
                deep(format!("{name}%5B{}%5D", encoded(&member)), value, depth + 1, out)?;
            }
        }
    }
    Some(())
}

/// The value of a header: RFC 9110 section 5.6.1 for lists, as it is otherwise.
fn plain(json: &str, parameter: &Parameter) -> Option<String> {
    // A comma in an item would be another item.
    let item = |json: &str| text(json).filter(|text| !text.contains([',', '=']));
    match look(json)? {
        _ if parameter.style == Style::Json => Some(json.to_owned()),
        Value::Null => Some(String::new()),
        Value::Scalar(text) => Some(text),
        Value::List(items) => {
            let items: Option<Vec<String>> = items
                .into_iter()
                .map(|json| text(json).filter(|text| !text.contains(',')))
                .collect();
            Some(items?.join(","))
        }
        Value::Members(members) => {
            let between = if parameter.explode { "=" } else { "," };
            let members: Option<Vec<String>> = members
                .into_iter()
                .filter(|(_, value)| *value != "null")
                .map(|(name, value)| {
                    let fits = !name.contains([',', '=']);
                    fits.then_some(format!("{name}{between}{}", item(value)?))
                })
                .collect();
            Some(members?.join(","))
        }
    }
}
