//! The points between which a crash may fall while an index is written.
//!
//! Every write that lasts (a commit, a sync, a rename) is announced before it happens. Builds for
//! development let a listener stop the process at any of them, so that tests can crash a night
//! everywhere; a release build has no listener and the calls come to nothing.

#[cfg(debug_assertions)]
static LISTENER: std::sync::OnceLock<fn(&'static str)> = std::sync::OnceLock::new();

/// Announces a step by its name. Called from any thread.
#[inline]
pub fn step(name: &'static str) {
    #[cfg(debug_assertions)]
    if let Some(listener) = LISTENER.get() {
        listener(name);
    }
    #[cfg(not(debug_assertions))]
    let _ = name;
}

/// Sets who hears of every step from now on; only the first listener counts.
#[cfg(debug_assertions)]
pub fn listen(listener: fn(&'static str)) {
    let _ = LISTENER.set(listener);
}
