//! The vectors through an application's commands: what they share.

pub mod application;
pub mod judge;
pub mod reading;
