//! A proxy in front of a server's unix socket that counts round trips: how often the server speaks
//! after the client did. Messages that get no answer count for nothing.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

/// A running proxy; it ends with the process.
pub struct Proxy {
    folder: tempfile::TempDir,
    file: String,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    round_trips: AtomicUsize,
    client_spoke_last: AtomicBool,
}

impl Proxy {
    /// Listens in a new folder, under the name of the server's socket.
    pub fn start(server: &Path) -> std::io::Result<Proxy> {
        let folder = tempfile::tempdir()?;
        let file = server
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let listener = UnixListener::bind(folder.path().join(&file))?;
        let counts = Arc::new(Counts::default());
        let (server, shared) = (server.to_owned(), Arc::clone(&counts));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = UnixStream::connect(&server) else {
                    return;
                };
                serve(client, server, &shared);
            }
        });
        Ok(Proxy {
            folder,
            file,
            counts,
        })
    }

    /// The folder of the socket, as PostgreSQL's addresses want it.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The socket, as MySQL's addresses want it.
    pub fn socket(&self) -> PathBuf {
        self.folder.path().join(&self.file)
    }

    /// The number of round trips since the last call.
    pub fn take_round_trips(&self) -> usize {
        self.counts.round_trips.swap(0, Ordering::SeqCst)
    }
}

fn serve(client: UnixStream, server: UnixStream, counts: &Arc<Counts>) {
    let copies = (client.try_clone(), server.try_clone());
    let (Ok(client_copy), Ok(server_copy)) = copies else {
        return;
    };
    let up = Arc::clone(counts);
    let down = Arc::clone(counts);
    thread::spawn(move || {
        pump(client_copy, server, || {
            up.client_spoke_last.store(true, Ordering::SeqCst);
        });
    });
    thread::spawn(move || {
        pump(server_copy, client, || {
            if down.client_spoke_last.swap(false, Ordering::SeqCst) {
                down.round_trips.fetch_add(1, Ordering::SeqCst);
            }
        });
    });
}

/// Copies until either side ends; `seen` is called before each piece is passed on.
fn pump(mut from: UnixStream, mut to: UnixStream, seen: impl Fn()) {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match from.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(length) => {
                seen();
                if to.write_all(&buffer[..length]).is_err() {
                    break;
                }
            }
        }
    }
    let _ = to.shutdown(Shutdown::Both);
}
