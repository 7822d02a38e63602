//! Head office's words as values, and the rules that are decided by them alone: no database, file, socket or clock.

pub mod ahead;
pub mod allowance;
pub mod drawn;
pub mod email;
pub mod kdf;
pub mod mail;
pub mod merge;
pub mod name_order;
pub mod names;
pub mod office_rights;
pub mod own_limits;
pub mod peer;
pub mod policy;
pub mod records;
pub mod suggest;
pub mod zone;
