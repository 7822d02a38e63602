//! Proxies that the operator trusts to say on whose behalf they connect. Nobody else is believed.

use super::Peer;
use axum::http::HeaderMap;
use std::net::IpAddr;
use std::str::FromStr;

/// The header in which proxies of HTTP name the client, the nearest proxy last.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// See the module.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Proxies {
    /// Their addresses.
    pub trusted: Vec<Network>,
    /// How they say it.
    pub speaks: ProxySpeech,
}

/// How a proxy says on whose behalf it connects.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProxySpeech {
    /// In a header of each request. Such a proxy ends TLS, so that only browsers can come through it.
    #[default]
    XForwardedFor,
    /// Before all else on the connection (PROXY protocol, versions 1 and 2), which it passes on as it is.
    ProxyProtocol,
}

/// An address, or all addresses that begin alike.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl FromStr for Network {
    type Err = ();

    /// Reads `10.0.0.5` or `10.0.0.0/8`.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.trim().parse().map_err(|_| ())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.trim().parse().map_err(|_| ()))?;
        if bits > most { Err(()) } else { Ok(Self { address, bits }) }
    }
}

impl Network {
    fn holds(self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                (own.to_bits() ^ other.to_bits()).checked_shr(32 - self.bits).unwrap_or(0) == 0
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                (own.to_bits() ^ other.to_bits()).checked_shr(128 - self.bits).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

impl Proxies {
    /// Whether somebody is one of them.
    pub fn trust(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|network| network.holds(address))
    }

    /// Whether connections from here begin with the PROXY protocol.
    pub fn introduces(&self, address: IpAddr) -> bool {
        self.speaks == ProxySpeech::ProxyProtocol && self.trust(address)
    }

    /// Whom a connection from here counts for; `None`: for whoever its requests name, each for another perhaps.
    pub fn peer(&self, address: IpAddr) -> Option<Peer> {
        let forwards = self.speaks == ProxySpeech::XForwardedFor && self.trust(address);
        (!forwards).then(|| Peer::of(address))
    }

    /// Who sent a request that came from here: of the addresses named, the last one that no trusted proxy has. What
    /// stands before it, anybody can have written.
    pub fn client(&self, from: IpAddr, headers: &HeaderMap) -> IpAddr {
        if self.speaks != ProxySpeech::XForwardedFor || !self.trust(from) {
            return from;
        }
        let named = headers.get_all(FORWARDED_FOR).iter().filter_map(|value| value.to_str().ok());
        let named: Vec<_> = named.flat_map(|value| value.split(',')).map(str::trim).collect();
        let mut client = from;
        for name in named.into_iter().rev() {
            let Ok(address) = name.parse() else { break };
            client = address;
            if !self.trust(address) {
                break;
            }
        }
        client
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed_and_of_what_it_says_only_its_own_part() {
        let trusted = ["10.0.0.5", "10.1.0.0/16", "fd00::/8"].map(|text| text.parse().unwrap()).to_vec();
        let proxies = Proxies { trusted, speaks: ProxySpeech::XForwardedFor };
        for (from, says, expect) in [
            ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
            ("10.0.0.5", "198.51.100.7", "198.51.100.7"),
            ("::ffff:10.0.0.5", "198.51.100.7", "198.51.100.7"),
            ("10.0.0.6", "198.51.100.7", "10.0.0.6"),
            ("10.1.255.9", "203.0.113.1, 198.51.100.7", "198.51.100.7"),
            ("10.0.0.5", "203.0.113.1, 198.51.100.7, 10.1.2.3", "198.51.100.7"),
            ("fd12::1", "2001:db8::1", "2001:db8::1"),
            ("10.0.0.5", "", "10.0.0.5"),
            ("10.0.0.5", "198.51.100.7, unknown", "10.0.0.5"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(FORWARDED_FOR, says.parse().unwrap());
            let [from, expect]: [IpAddr; 2] = [from, expect].map(|text| text.parse().unwrap());
            assert_eq!(proxies.client(from, &headers), expect, "{from} says {says:?}");
        }
        for wrong in ["", "10.0.0.0/33", "fd00::/129", "proxy.example", "10.0.0.0/x"] {
            assert!(wrong.parse::<Network>().is_err(), "{wrong}");
        }
    }
}
