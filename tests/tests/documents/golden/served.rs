//! A router of a fixture on a socket.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use portcullis::Router;

/// A server on a free port.
pub(super) struct Server {
    address: SocketAddr,
    _runtime: tokio::runtime::Runtime,
}

/// An answer, taken apart.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Answer {
    /// All values of a header, in order.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        let own = self.headers.iter().filter(|(own, _)| own == name);
        own.map(|(_, value)| value.as_str()).collect()
    }

    /// The value of a header that is there once.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        let all = self.all(name);
        assert!(all.len() < 2, "{name}: {all:?}");
        all.first().copied()
    }
}

impl Server {
    pub(super) fn start<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Server {
        let app = router.build();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(portcullis::serve(listener, app));
        Server { address, _runtime: runtime }
    }

    /// A call without a body. `headers` are whole lines, each with its end.
    pub(super) fn send(&self, line: &str, headers: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let head = format!("{line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let headers = head.lines().skip(1).map(|line| {
            let (name, value) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
            (name.to_ascii_lowercase(), value.to_owned())
        });
        Answer {
            status: head[9..12].parse().unwrap(),
            headers: headers.collect(),
            body: body.to_owned(),
        }
    }
}
