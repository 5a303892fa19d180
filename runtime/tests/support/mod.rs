//! A small interface as generated code would write it, and a client that sends raw bytes.

#![allow(dead_code, reason = "each test uses its part")]

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use portcullis::__private::v0_1::*;
use portcullis::audit::JsonLines;
use portcullis::auth::{ConfigError, Fault, Presentation, Principal, Verified};
use portcullis::{NotImplemented, RequestContext, handler, not_implemented};

pub mod operations {
    use super::*;

    #[derive(Debug)]
    pub struct Create;
    impl Operation for Create {
        const POLICY: Policy = Policy {
            id: "create",
            method: Method::POST,
            path: "/things/{group}",
            access: Access::any_of(&[&[oauth2("oauth2", &["things:write"])]]),
            rate: &[Rate::per_minute(3).named("burst"), Rate::per_hour(1000)],
            body_limit: 64,
            audit: Audit::Always,
            invalid: StatusCode::UNPROCESSABLE_ENTITY,
        };
        type Request = create::Request;
        type Response = create::Response;
        type Error = create::Error;
        type Evidence = Authorized<Self>;
    }

    #[derive(Debug)]
    pub struct Probe;
    impl Operation for Probe {
        const POLICY: Policy = Policy {
            id: "probe",
            method: Method::GET,
            path: "/probe/{how}",
            access: Access::PUBLIC,
            rate: &[],
            body_limit: 0,
            audit: Audit::Off,
            invalid: StatusCode::BAD_REQUEST,
        };
        type Request = probe::Request;
        type Response = probe::Response;
        type Error = probe::Error;
        type Evidence = Public<Self>;
    }

    #[derive(Debug)]
    pub struct Search;
    impl Operation for Search {
        const POLICY: Policy = Policy {
            id: "search",
            method: Method::GET,
            path: "/search/{area}",
            access: Access::PUBLIC,
            rate: &[],
            body_limit: 0,
            audit: Audit::Off,
            invalid: StatusCode::BAD_REQUEST,
        };
        type Request = search::Request;
        type Response = probe::Response;
        type Error = probe::Error;
        type Evidence = Public<Self>;
    }

    #[derive(Debug)]
    pub struct Form;
    impl Operation for Form {
        const POLICY: Policy = Policy {
            id: "form",
            method: Method::PUT,
            path: "/form",
            access: Access::any_of(&[&[api_key_query("key", "api_key")]]),
            rate: &[],
            body_limit: 64,
            audit: Audit::Denied,
            invalid: StatusCode::BAD_REQUEST,
        };
        type Request = form::Request;
        type Response = form::Response;
        type Error = form::Error;
        type Evidence = Authorized<Self>;
    }
}

pub mod create {
    use super::*;

    #[derive(Debug, Request)]
    pub struct Request {
        #[request(path)]
        pub group: Text<1, 9>,
        #[request(query, name = "page-size", default = "20")]
        pub page_size: Int<1, 100>,
        #[request(query)]
        pub ids: Option<List<Int<1, 9>, 0, 3>>,
        #[request(query, explode = false)]
        pub tags: Option<List<Text<1, 5>, 0, 3>>,
        #[request(query)]
        pub dry: Option<bool>,
        #[request(header, name = "X-Note")]
        pub note: Option<Text<1, 5>>,
        #[request(cookie)]
        pub session: Option<Text<1, 5>>,
        #[request(json)]
        pub input: List<Int<1, 100>, 1, 5>,
    }

    #[derive(Debug, Response)]
    pub enum Response {
        #[response(status = 201, json)]
        Created {
            body: Text<0, 200>,
            #[header(name = "X-Group")]
            group: Text<1, 9>,
        },
    }

    #[derive(Debug, SafeError)]
    pub enum Error {
        #[error(status = 422, code = "NO_FUNDS")]
        NoFunds,
        #[error(internal)]
        Internal(Internal),
    }
}

pub mod probe {
    use super::*;

    #[derive(Debug, Request)]
    pub struct Request {
        #[request(path)]
        pub how: String,
    }

    #[derive(Debug, Response)]
    pub enum Response {
        #[response(status = 200, text)]
        Text(String),
        #[response(status = 204)]
        Nothing,
        #[response(range = 2, json)]
        Success(StatusCode, Text<0, 200>),
        #[response(status = 202)]
        Located(#[header(name = "Location")] String),
        #[response(status = 203, binary)]
        Bytes(Binary),
    }

    #[derive(Debug, SafeError)]
    pub enum Error {
        #[error(status = 404)]
        NotFound,
        #[error(status = 401)]
        Unauthorized,
        #[error(default, json)]
        Default(StatusCode, Text<0, 200>),
        #[error(internal)]
        Internal(Internal),
    }
}

pub mod search {
    use super::*;

    #[derive(Debug, Schema)]
    #[schema(closed)]
    pub struct Range {
        pub from: Int<0, 9>,
        pub to: Option<Int<0, 9>>,
        pub kinds: Option<List<Text<1, 2>, 0, 2>>,
    }

    #[derive(Debug, Request)]
    pub struct Request {
        #[request(path, explode = true)]
        pub area: Range,
        #[request(query, style = "deepObject")]
        pub deep: Option<Range>,
        #[request(query)]
        pub spread: Option<Range>,
        #[request(query, explode = false)]
        pub flat: Option<Range>,
        #[request(query, style = "pipeDelimited")]
        pub pipes: Option<List<Int<0, 9>, 0, 3>>,
        #[request(query, style = "spaceDelimited")]
        pub spaces: Option<List<Int<0, 9>, 0, 3>>,
        #[request(header, name = "X-Range")]
        pub range: Option<Map<Int<0, 9>, 0, 2>>,
    }
}

pub mod form {
    use super::*;

    #[derive(Debug, Request)]
    pub struct Request {
        #[request(form)]
        pub body: Option<Map<Int<1, 9>, 0, 3>>,
    }

    #[derive(Debug, Response)]
    pub enum Response {
        #[response(status = 200, json)]
        Ok(Int<-1, 100>),
    }

    #[derive(Debug, SafeError)]
    pub enum Error {
        #[error(internal)]
        Internal(Internal),
    }
}

/// The applications's state, and a part of it.
#[derive(Clone)]
pub struct App {
    pub greeting: Greeting,
}

#[derive(Clone)]
pub struct Greeting(pub String);

impl FromRef<App> for Greeting {
    fn from_ref(app: &App) -> Greeting {
        app.greeting.clone()
    }
}

#[handler(operations::Create, rate_limit = "100/h", body_limit = "48")]
async fn create_thing(
    State(greeting): State<Greeting>,
    caller: Authorized<operations::Create>,
    context: RequestContext,
    request: create::Request,
) -> Result<create::Response, create::Error> {
    assert!(context.address().is_some());
    if request.input.len() == 5 {
        return Err(create::Error::NoFunds);
    }
    let text = format!(
        "{} {} {:?} {} {:?} {:?} {:?} {:?} {:?}",
        greeting.0,
        caller.principal().map_or("nobody", Principal::subject),
        request.group.as_str(),
        i64::from(request.page_size),
        request.ids.map(|ids| ids.iter().map(|id| i64::from(*id)).collect::<Vec<_>>()),
        request.tags.map(|tags| tags.iter().map(ToString::to_string).collect::<Vec<_>>()),
        request.dry,
        request.note.map(|note| note.to_string()),
        request.session.map(|session| session.to_string()),
    );
    Ok(create::Response::Created { body: Text::try_from(text)?, group: request.group })
}

#[handler(operations::Probe, audit = "denied")]
async fn probe_it(request: probe::Request) -> Result<probe::Response, probe::Error> {
    Ok(match request.how.as_str() {
        "panic" => panic!("the secret of the panic"),
        "error" => return Err(io::Error::other("the secret\nof the error").into()),
        "todo" => {
            let error: NotImplemented = not_implemented();
            return Err(error.into());
        }
        "missing" => return Err(probe::Error::NotFound),
        "refused" => return Err(probe::Error::Unauthorized),
        "teapot" => {
            return Err(probe::Error::Default(StatusCode::IM_A_TEAPOT, Text::try_from("short")?));
        }
        "wrong" => return Err(probe::Error::Default(StatusCode::OK, Text::try_from("short")?)),
        "nothing" => probe::Response::Nothing,
        "several" => probe::Response::Success(StatusCode::MULTI_STATUS, Text::try_from("yes")?),
        // `202` has a response of its own.
        "accepted" => probe::Response::Success(StatusCode::ACCEPTED, Text::try_from("no")?),
        "found" => probe::Response::Success(StatusCode::FOUND, Text::try_from("no")?),
        "split" => probe::Response::Located("/a\r\nSet-Cookie: a=b".to_owned()),
        "located" => probe::Response::Located("/a".to_owned()),
        "bytes" => probe::Response::Bytes(Binary::from(vec![0xff, 0x00])),
        "short" => {
            tokio::time::sleep(Duration::from_millis(400)).await;
            probe::Response::Nothing
        }
        "slow" => {
            tokio::time::sleep(Duration::from_secs(5)).await;
            probe::Response::Nothing
        }
        other => probe::Response::Text(other.to_owned()),
    })
}

#[handler(operations::Search)]
async fn search(request: search::Request) -> Result<probe::Response, probe::Error> {
    let range = |range: search::Range| {
        let kinds = range.kinds.map(|kinds| kinds.iter().map(ToString::to_string).collect());
        let kinds: Vec<String> = kinds.unwrap_or_default();
        format!("{}-{} {kinds:?}", range.from, range.to.map_or(-1, i64::from))
    };
    let list =
        |list: List<Int<0, 9>, 0, 3>| list.iter().map(|item| i64::from(*item)).collect::<Vec<_>>();
    Ok(probe::Response::Text(format!(
        "{} | {:?} | {:?} | {:?} | {:?} | {:?} | {:?}",
        range(request.area),
        request.deep.map(range),
        request.spread.map(range),
        request.flat.map(range),
        request.pipes.map(list),
        request.spaces.map(list),
        request.range.map(|map| {
            map.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>()
        }),
    )))
}

#[handler(operations::Form)]
async fn form(request: form::Request) -> Result<form::Response, form::Error> {
    let sum = request.body.map_or(-1, |map| map.values().map(|value| i64::from(*value)).sum());
    Ok(form::Response::Ok(Int::try_from(sum)?))
}

/// Tokens `good`, `other`, `weak`, `down`; everything else is invalid.
pub struct Tokens;

fn known(token: &str) -> Result<Arc<Principal>, Fault> {
    match token {
        "good" | "other" => {
            Ok(Arc::new(Principal::new(token).with_issuer("here").with_scopes(["things:write"])))
        }
        "weak" => Ok(Arc::new(Principal::new("weak").with_scopes(["things:read"]))),
        "evil" => Ok(Arc::new(
            Principal::new("x\"}\n{\"decision\":\"allowed\"").with_scopes(["things:write"]),
        )),
        "down" => Err(Fault::Unavailable),
        "panic" => panic!("the secret of the verifier"),
        _ => Err(Fault::Invalid("unknown")),
    }
}

impl BearerVerifier for Tokens {
    fn bind(&mut self, _: &SchemeInfo) -> Result<(), ConfigError> {
        Ok(())
    }

    fn verify<'a>(&'a self, presented: Presentation<'a>, _: SystemTime) -> Verified<'a> {
        Box::pin(async move { known(presented.token()?) })
    }
}

impl ApiKeyVerifier for Tokens {
    fn verify<'a>(&'a self, key: &'a str, _: SystemTime) -> Verified<'a> {
        Box::pin(async move { known(key) })
    }
}

/// What was written to the audit log.
#[derive(Clone, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    pub fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    pub fn records(&self) -> Vec<serde_json::Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub fn last(&self) -> serde_json::Value {
        self.records().pop().unwrap()
    }
}

pub const OAUTH2: SchemeInfo = SchemeInfo::new("oauth2", SchemeKind::Bearer);

pub const KEY: SchemeInfo = SchemeInfo::new("key", SchemeKind::ApiKeyQuery("api_key"));

pub fn router(log: &Log) -> Router<App> {
    Router::new(App { greeting: Greeting("hello".to_owned()) })
        .bearer(OAUTH2, Tokens)
        .api_key(KEY, Tokens)
        .audit(JsonLines::to(log.clone()))
        .body_timeouts(Duration::from_millis(300), Duration::from_millis(900))
        .route::<operations::Create>()
        .route::<operations::Probe>()
        .route::<operations::Form>()
        .route::<operations::Search>()
}

/// A server on a free port.
pub struct Server {
    pub address: SocketAddr,
    pub log: Log,
    runtime: tokio::runtime::Runtime,
}

/// An answer, taken apart.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn code(&self) -> String {
        self.json()["error"]["code"].as_str().unwrap().to_owned()
    }

    /// `in pointer rule` of each detail.
    pub fn details(&self) -> Vec<String> {
        let json = self.json();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let details = json["error"]["details"].as_array().cloned().unwrap_or_default();
        details
            .iter()
            .map(|d| format!("{} {} {}", text(&d["in"]), text(&d["pointer"]), text(&d["rule"])))
            .collect()
    }
}

impl Server {
    pub fn start() -> Server {
        Server::of(|router| router)
    }

    pub fn of(change: impl FnOnce(Router<App>) -> Router<App>) -> Server {
        Server::with(change, |server| server)
    }

    /// With settings of the server below the router.
    pub fn with(
        change: impl FnOnce(Router<App>) -> Router<App>,
        set: impl FnOnce(portcullis::Server) -> portcullis::Server,
    ) -> Server {
        let log = Log::default();
        let app = change(router(&log)).build();
        let server = set(portcullis::Server::new(app));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(server.serve(listener));
        Server { address, log, runtime }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Sends raw bytes and reads until the server closes.
    pub fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        read_answer(&mut stream)
    }

    /// Sends a request with these headers (`"A: b\r\n"`) and this body.
    pub fn send(&self, line: &str, headers: &str, body: &str) -> Answer {
        let length = body.len();
        self.raw(
            format!(
                "{line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {length}\r\n\
                 {headers}\r\n{body}"
            )
            .as_bytes(),
        )
    }

    /// Calls `create` as `good` with this query and body.
    pub fn create(&self, query: &str, headers: &str, body: &str) -> Answer {
        self.send(
            &format!("POST /things/a{query}"),
            &format!("Authorization: Bearer good\r\nContent-Type: application/json\r\n{headers}"),
            body,
        )
    }

    pub fn probe(&self, how: &str) -> Answer {
        self.send(&format!("GET /probe/{how}"), "", "")
    }
}

pub fn read_answer(stream: &mut impl Read) -> Answer {
    let mut bytes = Vec::new();
    // A reset after the answer is no matter.
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or("0");
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    Answer { status: status.parse().unwrap_or(0), headers, body: body.to_owned() }
}
