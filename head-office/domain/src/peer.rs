//! Who is at the other end of a connection, as far as the network says.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// The network address that a request came from, whatever stands between. Whoever serves puts it beside the request; one
/// without came from within this process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Client(pub IpAddr);

impl Default for Client {
    fn default() -> Self {
        Self(Ipv4Addr::UNSPECIFIED.into())
    }
}

/// What is to be told when a request has shown a good device token or session. Whoever serves puts it beside the request.
#[derive(Clone)]
pub struct Introduction(Arc<dyn Fn() + Send + Sync>);

impl Introduction {
    /// Tells it so.
    pub fn new(is_known: impl Fn() + Send + Sync + 'static) -> Self {
        Self(Arc::new(is_known))
    }

    /// Whoever sent the request is known.
    pub fn is_known(&self) {
        (self.0)();
    }
}

/// What counts as one on the network: an IPv4 address, or an IPv6 network of 64 bits, all addresses of which anybody has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Peer(IpAddr);

impl Peer {
    /// Who is behind an address.
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
            address => address,
        })
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => address.fmt(f),
            IpAddr::V6(network) => write!(f, "{network}/64"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_network_count_as_one() {
        let of = |text: &str| Peer::of(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_eq!(of("10.0.0.1"), of("::ffff:10.0.0.1"));
        assert_ne!(of("10.0.0.1"), of("10.0.0.2"));
        assert_eq!(of("2001:db8:1:2::1").to_string(), "2001:db8:1:2::/64");
    }
}
