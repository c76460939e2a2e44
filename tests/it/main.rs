//! The one integration binary: it drives the real program and the library's doors.

mod algebra;
mod alike;
mod articles;
mod asking;
#[cfg(unix)]
mod bad_nights;
#[cfg(unix)]
mod bookkeeping;
mod boxes;
mod brute;
mod changing;
mod collapsing;
mod copies;
mod copies_real;
#[cfg(unix)]
mod crashes;
mod damage;
mod diffing;
mod engine;
mod explaining;
mod formats;
mod forms;
mod gates;
mod histories;
mod hostile;
mod layers;
mod main_job;
mod manual;
mod measuring;
mod measuring_batch;
mod measuring_reference;
#[cfg(unix)]
mod mornings;
mod names;
mod newsroom;
mod nexis;
mod nights;
mod options;
mod outputs;
mod page;
mod placeholders;
mod ranking;
mod schema;
mod schema_reports;
mod settings;
mod snapshot;
mod telling;
mod timer;
mod traps;
mod wire;
mod wires;
