//! The words of the product as types. Everything here is a value: no clock, no file, no network.

pub(crate) mod bytes;
mod clock;
mod codec;
mod cursor;
mod drawn;
mod enrol_code;
mod fold;
pub(crate) mod ids;
mod kdf;
mod keyboard;
mod language;
mod name_order;
mod policy;
mod rights;
mod rows;

pub use bytes::{Bytes32, DeviceToken, Nonce};
pub use clock::{BootId, JUMP_MS, JumpWatch, Moment, UnixMs};
pub use codec::{DecodeError, decode, encode};
pub use cursor::{Cursor, Epoch, Revision};
pub use drawn::{DRAWN, SUBSTITUTE, as_drawn, is_drawn};
pub use enrol_code::{EnrolCode, EnrolCodeError, EnrolSecret, Fingerprint};
pub use fold::{fold, plain_sign};
pub use ids::{CompanyId, GroupId, SalepointId, StoreId, TerminalId, UserId};
pub use kdf::{Kdf, KdfMemory, KdfName, PosPassword, PosPasswordError, Verifier};
pub use keyboard::can_be_typed;
pub use language::{Language, UnknownLanguage};
pub use name_order::{NameKey, name_key};
pub use policy::Policy;
pub use rights::{PosAction, PosRights, UnknownAction};
pub use rows::{Collection, Credential, Group, Profile, RowBody, RowKey, RowKeyError, Salepoint, Store};
