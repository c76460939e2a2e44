//! The one integration binary: it drives the real program and the library's doors.

mod engine;
mod formats;
mod layers;
mod newsroom;
