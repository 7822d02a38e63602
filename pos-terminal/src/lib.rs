//! pos-terminal
