//! Takes connections and ends them.
//!
//! **Invariant:** there are never more connections than the limits say, and none is left when the
//! server has ended.

use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::Settings;
use super::connection;

/// After an error of the system, such as too many open files.
const PAUSE: Duration = Duration::from_millis(50);

/// Whether the server goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Serving,
    /// Calls that run may end.
    Ending,
    /// Nothing may.
    Over,
}

/// The place of a connection among those that may be open.
struct Place {
    _all: OwnedSemaphorePermit,
    of_address: Option<(IpAddr, Arc<Addresses>)>,
}

/// How many connections an address has.
#[derive(Default)]
struct Addresses(Mutex<HashMap<IpAddr, usize>>);

pub(super) async fn serve_until(
    listener: TcpListener,
    app: axum::Router,
    settings: Arc<Settings>,
    end: impl Future<Output = ()>,
) -> io::Result<()> {
    // The listener must be one: whether its address can be told shows it.
    listener.local_addr()?;
    let most = settings.limits.connections.clamp(1, Semaphore::MAX_PERMITS);
    let room = Arc::new(Semaphore::new(most));
    let addresses = Arc::new(Addresses::default());
    let (state, states) = watch::channel(State::Serving);
    #[cfg(feature = "tls")]
    let _watching = settings.tls.as_ref().map(super::tls::Tls::watch);
    let mut end = pin!(end);
    loop {
        let accepted = tokio::select! {
            () = &mut end => break,
            accepted = accept(&listener, &room) => accepted,
        };
        let Some((stream, peer, all)) = accepted else { continue };
        // One that finds no place is closed.
        let Some(place) = Place::take(all, peer.ip(), &addresses, &settings) else { continue };
        let (app, settings, states) = (app.clone(), Arc::clone(&settings), states.clone());
        tokio::spawn(async move {
            connection::run(stream, peer, app, settings, states).await;
            drop(place);
        });
    }
    drop(listener);
    state.send_replace(State::Ending);
    let all = u32::try_from(most).unwrap_or(u32::MAX);
    if timeout(settings.limits.shutdown_time, room.acquire_many(all)).await.is_err() {
        state.send_replace(State::Over);
        // They wait for nothing any more but their turn.
        let _ = room.acquire_many(all).await;
    }
    Ok(())
}

/// The next connection, once there is room for one.
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

impl Place {
    fn take(
        all: OwnedSemaphorePermit,
        address: IpAddr,
        addresses: &Arc<Addresses>,
        settings: &Settings,
    ) -> Option<Place> {
        let address = address.to_canonical();
        let most = settings.limits.connections_per_address;
        let Some(most) = most.filter(|_| !settings.proxies.contains(address)) else {
            return Some(Place { _all: all, of_address: None });
        };
        let mut counts = addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.get(&address).copied().unwrap_or(0);
        (count < most).then(|| {
            counts.insert(address, count + 1);
            Place { _all: all, of_address: Some((address, Arc::clone(addresses))) }
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((address, addresses)) = &self.of_address else { return };
        let mut counts = addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        match counts.get_mut(address) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(counts.remove(address)),
        }
    }
}
