//! The address that a request came from.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};
use ipnet::IpNet;

use crate::app::App;

/// What limits an address; for IPv6 its /64, which one customer holds whole.
pub struct Client(pub IpAddr);

impl FromRequestParts<Arc<App>> for Client {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        // Without a connection, as in a test of the router alone, all share one address.
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip());
        let address = believed(
            peer.to_canonical(),
            &parts.headers,
            &app.config.limits.trusted_proxies,
        );
        Ok(Self(network(address)))
    }
}

/// The last address that is not a trusted proxy's: what stands before it, anyone can write.
fn believed(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let forwarded: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut address = peer;
    for hop in forwarded.iter().rev() {
        if !is_trusted(&address) {
            break;
        }
        // Some proxies write the port too.
        let hop = hop.trim();
        let with_port = || hop.parse::<SocketAddr>().map(|address| address.ip());
        let Ok(next) = hop.parse::<IpAddr>().or_else(|_| with_port()) else {
            break;
        };
        address = next.to_canonical();
    }
    address
}

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(
            address.to_bits() & !u128::from(u64::MAX),
        )),
    }
}
