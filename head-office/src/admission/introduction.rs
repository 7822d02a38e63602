//! The PROXY protocol, versions 1 and 2 (HAProxy's `proxy-protocol.txt`): what a proxy says before all else.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use tokio::io::{AsyncRead, AsyncReadExt};

const SIGNATURE: [u8; 12] = *b"\r\n\r\n\0\r\nQUIT\n";
/// The longest line of version 1, with its end.
const LONGEST_LINE: usize = 107;
/// More than any address and what proxies add to it.
const LONGEST_BLOCK: usize = 2_048;

/// Reads it; `None`: the proxy connects for itself, as when it looks whether anybody is there.
///
/// # Errors
/// When it is none, or ends early.
pub async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<IpAddr>> {
    let mut begin = [0; SIGNATURE.len()];
    stream.read_exact(&mut begin).await?;
    if begin == SIGNATURE { block(stream).await } else { line(stream, &begin).await }
}

async fn line(stream: &mut (impl AsyncRead + Unpin), begin: &[u8]) -> io::Result<Option<IpAddr>> {
    let mut line = begin.to_vec();
    while !line.ends_with(b"\r\n") {
        if line.len() == LONGEST_LINE || !line.starts_with(b"PROXY ") {
            return Err(none());
        }
        line.push(stream.read_u8().await?);
    }
    let text = std::str::from_utf8(&line).map_err(|_| none())?;
    let mut words = text.trim_end().split(' ').skip(1);
    match (words.next(), words.next()) {
        (Some("UNKNOWN"), _) => Ok(None),
        (Some("TCP4" | "TCP6"), Some(address)) => address.parse().map(Some).map_err(|_| none()),
        _ => Err(none()),
    }
}

async fn block(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<IpAddr>> {
    let [command, family, high, low] = {
        let mut head = [0; 4];
        stream.read_exact(&mut head).await?;
        head
    };
    let length = usize::from(u16::from_be_bytes([high, low]));
    if length > LONGEST_BLOCK {
        return Err(none());
    }
    let mut rest = vec![0; length];
    stream.read_exact(&mut rest).await?;
    match (command, family) {
        (0x20, _) => Ok(None),
        (0x21, 0x11) => {
            let bytes: [u8; 4] = rest.get(..4).and_then(|bytes| bytes.try_into().ok()).ok_or_else(none)?;
            Ok(Some(Ipv4Addr::from(bytes).into()))
        }
        (0x21, 0x21) => {
            let bytes: [u8; 16] = rest.get(..16).and_then(|bytes| bytes.try_into().ok()).ok_or_else(none)?;
            Ok(Some(Ipv6Addr::from(bytes).into()))
        }
        _ => Err(none()),
    }
}

fn none() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a trusted proxy did not begin with the PROXY protocol")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn both_versions_are_read_and_nothing_after_them() {
        let v2 = |rest: &[u8]| [&SIGNATURE[..], rest].concat();
        let four = [&[0x21, 0x11, 0, 12, 192, 0, 2, 7][..], &[10, 0, 0, 1, 1, 2, 3, 4]].concat();
        let named = |text: &str| Some(Some(text.parse::<IpAddr>().unwrap()));
        for (said, expect) in [
            (b"PROXY TCP4 192.0.2.7 10.0.0.1 5 443\r\n".to_vec(), named("192.0.2.7")),
            (b"PROXY TCP6 2001:db8::7 fd00::1 5 443\r\n".to_vec(), named("2001:db8::7")),
            (b"PROXY UNKNOWN\r\n".to_vec(), Some(None)),
            (v2(&four), named("192.0.2.7")),
            (v2(&[0x20, 0, 0, 0]), Some(None)),
            (v2(&[0x21, 0x11, 0, 2, 1, 1]), None),
            (v2(&[0x21, 0x11, 0xff, 0xff]), None),
            (b"GET / HTTP/1.1\r\nHost: x\r\n".to_vec(), None),
            ([b"PROXY TCP4 ".to_vec(), vec![b'1'; 200]].concat(), None),
        ] {
            let all = [&said[..], b"next"].concat();
            let mut stream = &all[..];
            assert_eq!(read(&mut stream).await.ok(), expect, "{:?}", String::from_utf8_lossy(&said));
            if expect.is_some() {
                assert_eq!(stream, b"next");
            }
        }
    }
}
