//! A server that answers commands as a test wants, also wrongly or never.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;

/// What is done about a command.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    Say(&'static str),
    Hang,
    Close,
}

/// The server, and what it has seen.
#[derive(Clone)]
pub(super) struct Fake {
    pub(super) url: String,
    shared: Arc<Shared>,
}

struct Shared {
    answer: Mutex<Answer>,
    commands: Mutex<Vec<Vec<String>>>,
    connections: AtomicUsize,
}

impl Fake {
    /// A server that answers all commands in this way.
    pub(super) async fn new(answer: Answer) -> Fake {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            answer: Mutex::new(answer),
            commands: Mutex::default(),
            connections: AtomicUsize::new(0),
        });
        let fake = Fake { url, shared };
        let accepting = fake.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                accepting.shared.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(accepting.clone().serve(stream));
            }
        });
        fake
    }

    /// Answers in another way from now on.
    pub(super) async fn set(&self, answer: Answer) {
        *self.shared.answer.lock().await = answer;
    }

    /// The commands so far, without `PING`.
    pub(super) async fn commands(&self) -> Vec<Vec<String>> {
        self.shared.commands.lock().await.clone()
    }

    /// How many connections were made.
    pub(super) fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }

    async fn serve(self, stream: TcpStream) {
        let mut stream = BufReader::new(stream);
        while let Some(command) = read(&mut stream).await {
            self.shared.commands.lock().await.push(command);
            let answer = *self.shared.answer.lock().await;
            match answer {
                Answer::Say(text) => stream.write_all(text.as_bytes()).await.unwrap_or_default(),
                Answer::Hang => std::future::pending().await,
                Answer::Close => return,
            }
        }
    }
}

/// The next command: an array of bulk strings.
async fn read(stream: &mut BufReader<TcpStream>) -> Option<Vec<String>> {
    let count = number(stream, '*').await?;
    let mut words = Vec::new();
    for _ in 0..count {
        let mut word = vec![0; number(stream, '$').await? + 2];
        stream.read_exact(&mut word).await.ok()?;
        words.push(String::from_utf8_lossy(&word).trim_end().to_owned());
    }
    Some(words)
}

async fn number(stream: &mut BufReader<TcpStream>, kind: char) -> Option<usize> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok()?;
    line.trim_end().strip_prefix(kind)?.parse().ok()
}
