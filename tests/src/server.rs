//! A server that runs as a process of its own, and a client for it.
//!
//! **Invariant:** the process ends with the value that started it.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running server.
#[derive(Debug)]
pub struct Server {
    process: Child,
    address: String,
    connection: Option<BufReader<TcpStream>>,
}

impl Server {
    /// Starts a program that listens on `$ADDR` and says so on stderr.
    pub fn start(program: &Path) -> io::Result<Server> {
        let mut process = Command::new(program)
            .env("ADDR", "127.0.0.1:0")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let stderr = process.stderr.take().ok_or_else(|| io::Error::other("no stderr"))?;
        let mut server = Server { process, address: String::new(), connection: None };
        let mut lines = BufReader::new(stderr);
        let mut line = String::new();
        while server.address.is_empty() {
            line.clear();
            if lines.read_line(&mut line)? == 0 {
                return Err(io::Error::other("the server ended before it listened"));
            }
            if let Some(address) = line.trim_end().strip_prefix("listening on http://") {
                address.clone_into(&mut server.address);
            }
        }
        // Whatever else it says must not fill the pipe.
        std::thread::spawn(move || io::copy(&mut lines, &mut io::sink()));
        Ok(server)
    }

    /// Sends a body, and returns the status of the answer.
    pub fn post(&mut self, path: &str, body: &[u8]) -> io::Result<u16> {
        let reused = self.connection.is_some();
        match self.try_post(path, body) {
            // A server may close a connection that it kept.
            Err(_) if reused => self.try_post(path, body),
            other => other,
        }
    }

    fn try_post(&mut self, path: &str, body: &[u8]) -> io::Result<u16> {
        // Taken: a connection on which something went wrong is not used again.
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => {
                let stream = TcpStream::connect(&self.address)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(Duration::from_secs(20)))?;
                BufReader::new(stream)
            }
        };
        let mut request = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n",
            self.address,
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        connection.get_mut().write_all(&request)?;
        let (status, keep) = answer(&mut connection)?;
        self.connection = keep.then_some(connection);
        Ok(status)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Where it has ended by itself there is nothing to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Reads one answer: its status, and whether the connection stays.
fn answer(connection: &mut BufReader<TcpStream>) -> io::Result<(u16, bool)> {
    let mut line = String::new();
    connection.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|word| word.parse().ok());
    let status = status.ok_or_else(|| io::Error::other("no status line"))?;
    let (mut length, mut keep) = (0, true);
    loop {
        line.clear();
        connection.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        if name.eq_ignore_ascii_case("content-length") {
            length = value.trim().parse().map_err(io::Error::other)?;
        } else if name.eq_ignore_ascii_case("connection") {
            keep = !value.trim().eq_ignore_ascii_case("close");
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            keep = false;
        }
    }
    if keep {
        io::copy(&mut connection.take(length), &mut io::sink())?;
    }
    Ok((status, keep))
}
