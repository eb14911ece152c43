//! Counts round trips on the wire: a proxy between a client and PostgreSQL's socket.
//!
//! Every round trip ends with a `ReadyForQuery` message from the server (PostgreSQL manual,
//! "Message Flow"), so counting those counts the times a client waited for the network. The proxy of the tests counts by
//! who speaks, for any database; it can't be had here, since the peers want another SQLite library.

use std::io::{self, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A proxy that lives as long as the process.
pub struct Proxy {
    folder: PathBuf,
    ready: Arc<AtomicUsize>,
}

impl Proxy {
    /// Listens in `folder` and passes everything to the server whose socket is in `server`.
    pub fn start(folder: &Path, server: &Path, port: &str) -> io::Result<Proxy> {
        let name = format!(".s.PGSQL.{port}");
        let listener = UnixListener::bind(folder.join(&name))?;
        let upstream = server.join(&name);
        let ready = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&ready);
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if let Ok(server) = UnixStream::connect(&upstream) {
                    let _ = pass(client, server, Arc::clone(&counter));
                }
            }
        });
        Ok(Proxy {
            folder: folder.to_owned(),
            ready,
        })
    }

    /// The folder of the proxy's socket.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Round trips so far.
    pub fn round_trips(&self) -> usize {
        self.ready.load(Ordering::SeqCst)
    }
}

fn pass(client: UnixStream, server: UnixStream, ready: Arc<AtomicUsize>) -> io::Result<()> {
    let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || {
        let _ = io::copy(&mut from_client, &mut to_server);
    });
    thread::spawn(move || {
        let _ = count(server, client, &ready);
    });
    Ok(())
}

/// Passes the server's messages on, each a type byte and a length that includes itself.
fn count(mut server: UnixStream, mut client: UnixStream, ready: &AtomicUsize) -> io::Result<()> {
    let mut header = [0u8; 5];
    let mut body = Vec::new();
    loop {
        server.read_exact(&mut header)?;
        let length = u32::from_be_bytes([header[1], header[2], header[3], header[4]]) as usize;
        body.resize(length.saturating_sub(4), 0);
        server.read_exact(&mut body)?;
        if header[0] == b'Z' {
            ready.fetch_add(1, Ordering::SeqCst);
        }
        client.write_all(&header)?;
        client.write_all(&body)?;
    }
}
