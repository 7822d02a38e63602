//! What head office goes by until the company has chosen otherwise: what its machine says.

use crate::domain::zone::Zone;
use std::sync::LazyLock;

/// The zone that this machine's clock on the wall has; universal time, if it does not say so.
pub fn zone() -> Zone {
    static MACHINE: LazyLock<Zone> = LazyLock::new(|| {
        let named = std::env::var("TZ").ok();
        let named = named.as_deref().map(|name| name.trim_start_matches(':')).and_then(|name| name.parse().ok());
        named.or_else(|| iana_time_zone::get_timezone().ok()?.parse().ok()).unwrap_or(Zone::UTC)
    });
    *MACHINE
}
