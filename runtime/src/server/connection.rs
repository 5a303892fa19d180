//! One connection: handshake, choice of the protocol, and its end.
//!
//! **Invariant:** every wait for the client has a limit, and the server's end ends it.

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;

use hyper::rt::Executor;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

use super::Settings;
use super::accept::State;
use super::outbound::Track;
use super::phase::Phase;
use super::request::Endpoint;
use super::sniff;
use super::stall::Stall;
use super::streams::Streams;
use super::wire::Wire;

/// Resets that a client may cause before the connection is ended: more is an attack
/// (CVE-2023-44487).
const MOST_RESETS: usize = 64;
/// Bytes of an answer that HTTP/2 holds for a stream whose client does not take them.
const SEND_BUFFER: usize = 64 * 1024;

/// Speaks on a connection until it ends.
pub(super) async fn run(
    stream: TcpStream,
    peer: SocketAddr,
    app: axum::Router,
    settings: Arc<Settings>,
    mut states: watch::Receiver<State>,
) {
    let mut over = states.clone();
    let over = async move { over.wait_for(|state| *state == State::Over).await.is_ok() };
    tokio::select! {
        () = speak(stream, peer, app, settings, &mut states) => {}
        _ = over => {}
    }
}

async fn speak(
    stream: TcpStream,
    peer: SocketAddr,
    app: axum::Router,
    settings: Arc<Settings>,
    states: &mut watch::Receiver<State>,
) {
    // Without it, answers wait for the client's acknowledgement; that it fails changes no answer.
    let _ = stream.set_nodelay(true);
    let stream = Stall::new(stream, settings.limits.write_time);
    #[cfg(feature = "tls")]
    if let Some(tls) = &settings.tls {
        let handshake = timeout(settings.limits.handshake_time, tls.accept(stream));
        // An error is the client's: its alert is sent.
        let Ok(Ok(accepted)) = handshake.await else { return };
        let endpoint = Endpoint::new(app, peer, accepted.certificates, true, &settings);
        if accepted.is_http2 {
            return http2(accepted.stream, endpoint, &settings, states).await;
        }
        return http1(accepted.stream, endpoint, &settings, states).await;
    }
    let endpoint = Endpoint::new(app, peer, Vec::new(), false, &settings);
    if !settings.h2c {
        return http1(stream, endpoint, &settings, states).await;
    }
    let sniffed = timeout(settings.limits.head_time, sniff::is_http2(stream)).await;
    match sniffed {
        Ok(Ok((stream, true))) => http2(stream, endpoint, &settings, states).await,
        Ok(Ok((stream, false))) => http1(stream, endpoint, &settings, states).await,
        Ok(Err(_)) | Err(_) => {}
    }
}

async fn http1<T>(
    stream: T,
    endpoint: Endpoint,
    settings: &Settings,
    states: &mut watch::Receiver<State>,
) where
    T: AsyncRead + AsyncWrite + Unpin + Send,
{
    let limits = &settings.limits;
    let phase = Arc::new(Phase::default());
    let wire = Wire::new(stream, Arc::clone(&phase), limits, endpoint.is_over_tls());
    let service = service_fn(|request| {
        phase.begin(!hyper::body::Body::is_end_stream(request.body()));
        let answer =
            endpoint.answer(request, Some(Arc::clone(&phase)), Track::Only(Arc::clone(&phase)));
        async { Ok::<_, Infallible>(answer.await) }
    });
    // hyper's least.
    let head_bytes = limits.head_bytes.max(8 * 1024);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // `Wire` has both limits. This one begins with the end of the last request; that there is
        // one makes hyper ask for the next head at once.
        .header_read_timeout(limits.idle_time.saturating_add(limits.head_time))
        .max_headers(limits.headers)
        // The size of the buffer alone is no limit: one read may fill more than that.
        .max_header_size(head_bytes)
        .max_buf_size(head_bytes)
        .serve_connection(TokioIo::new(wire), service);
    let mut connection = pin!(connection);
    tokio::select! {
        // An error is the client's: it went away, was too slow or spoke no HTTP.
        _ = connection.as_mut() => {}
        () = ending(states) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

async fn http2<T>(
    stream: T,
    endpoint: Endpoint,
    settings: &Settings,
    states: &mut watch::Receiver<State>,
) where
    T: AsyncRead + AsyncWrite + Unpin + Send,
{
    let limits = &settings.limits;
    let streams = Streams::new();
    let service = service_fn(|request| {
        let answer = endpoint.answer(request, None, Track::OneOfMany(streams.begin()));
        async { Ok::<_, Infallible>(answer.await) }
    });
    let connection = http2::Builder::new(Spawn)
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
        .max_pending_accept_reset_streams(MOST_RESETS)
        .max_local_error_reset_streams(MOST_RESETS)
        .max_send_buf_size(SEND_BUFFER)
        .keep_alive_interval(limits.idle_time)
        .keep_alive_timeout(limits.write_time)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let limit = tokio::select! {
        _ = connection.as_mut() => return,
        () = ending(states) => None,
        () = streams.useless(limits.idle_time, limits.write_time) => Some(limits.write_time),
    };
    connection.as_mut().graceful_shutdown();
    match limit {
        // The server's own limit ends it.
        None => drop(connection.await),
        Some(limit) => drop(timeout(limit, connection).await),
    }
}

/// When the server is told to end.
async fn ending(states: &mut watch::Receiver<State>) {
    // Without a sender there is no server.
    let _ = states.wait_for(|state| *state != State::Serving).await;
}

/// Runs the answers of a connection of HTTP/2.
#[derive(Clone)]
struct Spawn;

impl<F> Executor<F> for Spawn
where
    F: Future + Send + 'static,
    F::Output: Send,
{
    fn execute(&self, future: F) {
        tokio::spawn(async move { drop(future.await) });
    }
}
