//! [`Cors`]: which pages of other origins may call an operation (Fetch, "CORS protocol").
//!
//! It is no authorization: whoever is no browser sends what it likes, and a call from an origin that
//! is not listed goes on without the headers that would let a page read the answer. An answer is made
//! of the document's constants alone; the origin that was sent is compared and never repeated.
//!
//! **Invariant:** closed unless the document opens it. Any origin and credentials exclude each other.

use http::{HeaderMap, HeaderName, HeaderValue, header};

/// What the document says of other origins, as constant data.
#[derive(Clone, Copy, Debug)]
pub struct Cors {
    origins: &'static [&'static str],
    headers: &'static str,
    expose: &'static str,
    credentials: bool,
    max_age: u32,
}

impl Cors {
    /// No page of another origin may call.
    pub const OFF: Cors = Cors::of(&[]);

    /// Pages of these origins may call; `*` alone: those of any.
    pub const fn of(origins: &'static [&'static str]) -> Cors {
        Cors { origins, headers: "", expose: "", credentials: false, max_age: 0 }
    }

    /// The headers that a call may have, with commas between them.
    #[must_use]
    pub const fn headers(mut self, headers: &'static str) -> Cors {
        self.headers = headers;
        self
    }

    /// The headers of answers that a page may read, with commas between them.
    #[must_use]
    pub const fn expose(mut self, expose: &'static str) -> Cors {
        self.expose = expose;
        self
    }

    /// Cookies and client certificates are sent.
    #[must_use]
    pub const fn credentials(mut self) -> Cors {
        self.credentials = true;
        self
    }

    /// For how many seconds a browser keeps the answer to a preflight.
    #[must_use]
    pub const fn max_age(mut self, seconds: u32) -> Cors {
        self.max_age = seconds;
        self
    }
}

/// The origin of a request, which is sent once or not looked at.
pub(crate) fn origin(headers: &HeaderMap) -> Option<&HeaderValue> {
    sole(headers, &header::ORIGIN)
}

/// The method that a preflight asks for.
pub(crate) fn asked_method(headers: &HeaderMap) -> Option<http::Method> {
    let method = sole(headers, &header::ACCESS_CONTROL_REQUEST_METHOD)?;
    http::Method::from_bytes(method.as_bytes()).ok()
}

fn sole<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a HeaderValue> {
    let mut all = headers.get_all(name).iter();
    all.next().filter(|_| all.next().is_none())
}

/// What an answer to a preflight depends on, so that no cache gives it to another origin.
const PREFLIGHT_VARY: HeaderValue = HeaderValue::from_static(
    "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
);
const ANY: HeaderValue = HeaderValue::from_static("*");

/// The decision for an operation, its answers rendered ahead.
#[derive(Debug)]
pub(crate) struct Opened {
    /// None: any.
    origins: Vec<HeaderValue>,
    headers: HeaderValue,
    expose: HeaderValue,
    credentials: bool,
    max_age: HeaderValue,
}

impl Opened {
    /// `None` where nothing is open; the error says what cannot be served.
    pub(crate) fn new(cors: &Cors) -> Result<Option<Opened>, &'static str> {
        let any = cors.origins == ["*"];
        if cors.origins.is_empty() {
            return Ok(None);
        }
        if cors.origins.contains(&"*") && (!any || cors.credentials) {
            return Err("any origin stands beside others or beside credentials");
        }
        let value = |text: &'static str| {
            HeaderValue::try_from(text).map_err(|_| "what it says of origins cannot be a header")
        };
        let origins = if any { &[][..] } else { cors.origins };
        Ok(Some(Opened {
            origins: origins.iter().copied().map(value).collect::<Result<_, _>>()?,
            headers: value(cors.headers)?,
            expose: value(cors.expose)?,
            credentials: cors.credentials,
            max_age: HeaderValue::from(cors.max_age),
        }))
    }

    /// The document's own spelling of the origin, if it lists it.
    fn listed(&self, sent: &HeaderValue) -> Option<HeaderValue> {
        if self.origins.is_empty() {
            return Some(ANY);
        }
        self.origins.iter().find(|own| *own == sent).cloned()
    }

    /// The headers of an answer to a preflight; `None`: the origin is not listed.
    pub(crate) fn preflight(
        &self,
        origin: &HeaderValue,
        method: &str,
    ) -> Option<Vec<(HeaderName, HeaderValue)>> {
        let mut answer = vec![
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, self.listed(origin)?),
            (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_str(method).ok()?),
            (header::ACCESS_CONTROL_MAX_AGE, self.max_age.clone()),
            (header::VARY, PREFLIGHT_VARY),
        ];
        if !self.headers.is_empty() {
            answer.push((header::ACCESS_CONTROL_ALLOW_HEADERS, self.headers.clone()));
        }
        if self.credentials {
            let yes = HeaderValue::from_static("true");
            answer.push((header::ACCESS_CONTROL_ALLOW_CREDENTIALS, yes));
        }
        Some(answer)
    }

    /// Adds the headers of any other answer.
    pub(crate) fn write(&self, origin: Option<&HeaderValue>, headers: &mut HeaderMap) {
        // Fetch, "CORS protocol and HTTP caches": where the answer depends on the origin, also the one without it does.
        if !self.origins.is_empty() {
            headers.append(header::VARY, HeaderValue::from_static("Origin"));
        }
        let Some(listed) = origin.and_then(|origin| self.listed(origin)) else { return };
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, listed);
        if !self.expose.is_empty() {
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, self.expose.clone());
        }
        if self.credentials {
            let yes = HeaderValue::from_static("true");
            headers.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, yes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_open_more_than_it_says_is_not_served() {
        assert!(matches!(Opened::new(&Cors::OFF), Ok(None)));
        assert!(matches!(Opened::new(&Cors::of(&["https://a.example"])), Ok(Some(_))));
        assert!(matches!(Opened::new(&Cors::of(&["*"])), Ok(Some(_))));
        assert!(Opened::new(&Cors::of(&["*"]).credentials()).is_err());
        assert!(Opened::new(&Cors::of(&["https://a.example", "*"])).is_err());
        assert!(Opened::new(&Cors::of(&["https://a.example\r\n"])).is_err());
    }
}
