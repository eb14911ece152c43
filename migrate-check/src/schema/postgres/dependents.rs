//! What depends on what.
