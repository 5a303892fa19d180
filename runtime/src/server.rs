//! [`serve`]: HTTP/1.1 on a socket, with limits and time-outs.
//!
//! TLS and HTTP/2 are the business of what stands in front; there is no HTTP/2 without TLS here.
//!
//! **Invariant:** a client can hold a connection only while it sends or takes: head, idle time,
//! stalled answers and the number of connections are bounded, and a request whose target or length two readers could
//! understand differently is refused.

mod stall;

use std::convert::Infallible;
use std::future::{Future, pending};
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{HeaderMap, HeaderValue, Request, Response, Version, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tower::ServiceExt as _;

use self::stall::Stall;
use crate::error::{Code, Envelope, Rejection, RenderRejection as _};
use crate::request_id::{self, RequestId};

/// Until a head has come, and so also how long a connection may be idle.
const HEAD_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a client may take nothing of an answer.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// Headers of one request; more are answered by 431.
const MOST_HEADERS: usize = 100;
/// Bytes of a head; more are answered by 431.
const HEAD_BYTES: usize = 64 * 1024;
/// Connections at the same time; more wait in the system's queue.
const MOST_CONNECTIONS: usize = 10_000;
/// How long calls may take to end after the server was told to.
const LAST_CALLS: Duration = Duration::from_secs(10);
/// After an error of the system, such as too many open files.
const PAUSE: Duration = Duration::from_millis(50);

/// Serves until the process ends. The head of a request must come within 10 seconds, have at most
/// 100 headers and 64 KiB, and name its host once; a connection may be idle for 10 seconds
/// and take nothing of an answer for 30.
///
/// Errors of single connections end these only. The result is an error when the listener is
/// broken.
pub async fn serve(listener: TcpListener, app: axum::Router) -> io::Result<()> {
    serve_until(listener, app, pending()).await
}

/// Serves until `end` is ready, and then lets running calls end for up to 10 seconds.
pub async fn serve_until(
    listener: TcpListener,
    app: axum::Router,
    end: impl Future<Output = ()>,
) -> io::Result<()> {
    // The listener must be one: whether its address can be told shows it.
    listener.local_addr()?;
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let (stop, stopped) = watch::channel(false);
    let mut end = pin!(end);
    loop {
        let accepted = tokio::select! {
            () = &mut end => break,
            accepted = accept(&listener, &room) => accepted,
        };
        let Some((stream, address, place)) = accepted else { continue };
        tokio::spawn(connection(stream, address, app.clone(), stopped.clone(), place));
    }
    drop(listener);
    stop.send_replace(true);
    let all = u32::try_from(MOST_CONNECTIONS).unwrap_or(u32::MAX);
    // What has not ended by then is dropped with the runtime.
    let _ = timeout(LAST_CALLS, room.acquire_many(all)).await;
    Ok(())
}

/// The next connection, and its place among those that may be open.
async fn accept(
    listener: &TcpListener,
    room: &Arc<Semaphore>,
) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(room).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, address)) => Some((stream, address, place)),
        Err(error) => {
            let of_the_client = matches!(
                error.kind(),
                io::ErrorKind::ConnectionAborted
                    | io::ErrorKind::ConnectionRefused
                    | io::ErrorKind::ConnectionReset
            );
            if !of_the_client {
                sleep(PAUSE).await;
            }
            None
        }
    }
}

async fn connection(
    stream: TcpStream,
    address: SocketAddr,
    app: axum::Router,
    mut stopped: watch::Receiver<bool>,
    place: OwnedSemaphorePermit,
) {
    // Without it, answers wait for the client's acknowledgement; that it fails changes no answer.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| answer(app.clone(), address, request));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_headers(MOST_HEADERS)
        // The size of the buffer alone is no limit: one read may fill more than that.
        .max_header_size(HEAD_BYTES)
        .max_buf_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(Stall::new(stream, WRITE_TIMEOUT)), service);
    let mut connection = pin!(connection);
    let stopping = async { stopped.wait_for(|stop| *stop).await.is_ok() };
    tokio::select! {
        // An error is the client's: it went away, was too slow or spoke no HTTP.
        _ = connection.as_mut() => {}
        _ = stopping => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
    drop(place);
}

async fn answer(
    app: axum::Router,
    address: SocketAddr,
    request: Request<Incoming>,
) -> Result<Response<Body>, Infallible> {
    if is_ambiguous(&request) {
        return Ok(refuse(request.headers()));
    }
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(address));
    app.oneshot(request).await
}

/// RFC 9112 §3.2: a request without a host or with several, or whose target names another one.
/// Of a request with both lengths (§6.3) hyper drops `Content-Length` and then the connection, as
/// §6.1 allows; should it let one through, it is refused.
fn is_ambiguous<B>(request: &Request<B>) -> bool {
    let headers = request.headers();
    let mut hosts = headers.get_all(header::HOST).iter();
    let host = hosts.next();
    let other = |authority: &str| {
        !host.is_some_and(|host| host.as_bytes().eq_ignore_ascii_case(authority.as_bytes()))
    };
    hosts.next().is_some()
        || (host.is_none() && request.version() >= Version::HTTP_11)
        || request.uri().authority().is_some_and(|authority| other(authority.as_str()))
        || (headers.contains_key(header::CONTENT_LENGTH)
            && headers.contains_key(header::TRANSFER_ENCODING))
}

fn refuse(headers: &HeaderMap) -> Response<Body> {
    let id = RequestId::of(headers);
    let rejection = Rejection::new(Code::InvalidRequest);
    let (media, body) = Envelope.render(&rejection, id.as_str());
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = rejection.status();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, media);
    headers.insert(request_id::HEADER, id.header());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    response
}
