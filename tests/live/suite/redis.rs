//! Redis: the one that the script started, or one of a test's own.
//!
//! **Invariant:** a process ends with the [`Redis`] that started it; what it has confirmed is on disk.

use std::fs::create_dir_all;
use std::net::TcpListener as StdListener;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use crate::environment::{setting, state};

/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// The address of the one that all tests share. What they write has names of their own.
pub(crate) fn shared() -> String {
    setting("LIVE_REDIS")
}

/// A Redis of a test's own.
#[derive(Debug)]
pub(crate) struct Redis {
    name: &'static str,
    port: u16,
    process: Option<Child>,
}

impl Redis {
    /// Starts an empty one; the name is that of its directory.
    pub(crate) async fn start(name: &'static str) -> Redis {
        let listener = StdListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let mut redis = Redis { name, port, process: None };
        redis.launch().await;
        redis
    }

    pub(crate) fn address(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Kills it: what it has not confirmed is lost.
    pub(crate) async fn kill(&mut self) {
        let mut process = self.process.take().expect("it runs");
        process.kill().await.expect("it can be killed");
    }

    /// Starts it again, with what is on disk.
    pub(crate) async fn restart(&mut self) {
        self.launch().await;
    }

    async fn launch(&mut self) {
        let directory = state(self.name);
        create_dir_all(&directory).expect("a directory");
        let process = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--port", &self.port.to_string()])
            .args(["--appendonly", "yes", "--appendfsync", "always", "--save", ""])
            .current_dir(directory)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("redis-server starts");
        self.process = Some(process);
        let answers = async {
            while self.ping().await.is_none() {
                sleep(Duration::from_millis(50)).await;
            }
        };
        timeout(PATIENCE, answers).await.expect("Redis answers");
    }

    async fn ping(&self) -> Option<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.ok()?;
        stream.write_all(b"PING\r\n").await.ok()?;
        let mut answer = [0; 7];
        stream.read_exact(&mut answer).await.ok()?;
        // While it still reads its file it says that it is loading.
        (&answer == b"+PONG\r\n").then_some(())
    }
}
