//! `/health`, with nothing but the standard library.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// Answers `GET /health` by what `is_well` says: 200 with the revision, or 503 with the reason. Returns
/// when the listener fails.
///
/// # Errors
///
/// What the listener says.
pub fn serve(
    listener: &TcpListener,
    mut is_well: impl FnMut() -> Result<String, String>,
) -> std::io::Result<()> {
    for stream in listener.incoming() {
        // One that goes away while it is answered is no reason to stop.
        let _ = answer(stream?, &mut is_well);
    }
    Ok(())
}

fn answer(
    mut stream: TcpStream,
    is_well: &mut impl FnMut() -> Result<String, String>,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut request = String::new();
    BufReader::new(std::io::Read::take(&stream, 8192)).read_line(&mut request)?;
    let mut words = request.split_whitespace();
    let (status, body) = match (words.next(), words.next()) {
        (Some("GET"), Some("/health")) => match is_well() {
            Ok(revision) => (
                "200 OK",
                format!("{{\"status\":\"ok\",\"revision\":\"{revision}\"}}"),
            ),
            // What is wrong is for the log, not for everybody who asks.
            Err(problem) => {
                eprintln!("not healthy: {problem}");
                (
                    "503 Service Unavailable",
                    "{\"status\":\"unavailable\"}".to_owned(),
                )
            }
        },
        _ => ("404 Not Found", "{\"status\":\"not found\"}".to_owned()),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n{body}"
    )
}
