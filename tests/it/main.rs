//! The one integration binary: it drives the real program and the library's doors.

mod algebra;
mod asking;
mod engine;
mod formats;
mod layers;
mod main_job;
mod newsroom;
mod telling;
