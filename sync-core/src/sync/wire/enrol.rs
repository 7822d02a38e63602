//! `POST enrol`: binding a terminal.

use crate::domain::{CompanyId, DeviceToken, Nonce, SalepointId, TerminalId};
use crate::sync::signed::PublicKey;
use serde::{Deserialize, Serialize};

/// What a terminal enrols with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The secret part of the code, 8 characters.
    pub secret: String,
    /// Chosen once an attempt to enrol; the same again means that the first answer was lost.
    pub nonce: Nonce,
    /// The terminal's program version.
    pub app_version: String,
    /// Where the terminal keeps its device key.
    pub key_place: KeyPlace,
    /// The token of the terminal it was before at this head office, if it was one: its journal is carried on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<DeviceToken>,
}

/// What it is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnrolAnswer {
    /// Its id.
    pub terminal: TerminalId,
    /// Its name, for the screen.
    pub terminal_name: String,
    /// The token for all other calls.
    pub token: DeviceToken,
    /// Whose head office this is.
    pub company: CompanyId,
    /// The salepoint it stands under.
    pub salepoint: SalepointId,
    /// The CA that signs head office's sync certificates, in PEM.
    pub ca_pem: String,
    /// The keys that sign heads and frames.
    pub keys: Vec<PublicKey>,
}

/// Where a device key lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPlace {
    /// In the `identity` file, readable by the terminal's user only.
    File,
    /// In a systemd credential.
    SystemdCredential,
}
