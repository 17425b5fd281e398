//! A bare `KVM_RUN`: into an empty guest and out again. No upcall that enters and leaves the guest can be faster.

use plugvisor::{BareGuest, Mode};

/// An empty guest.
pub struct KvmRun(BareGuest);

impl KvmRun {
    /// Creates the guest.
    ///
    /// # Errors
    /// Why there is none in this mode here.
    pub fn new(mode: Mode) -> Result<Self, String> {
        BareGuest::new(mode).map(Self).map_err(|error| error.to_string())
    }

    /// One round trip.
    ///
    /// # Errors
    /// When the guest does not run.
    pub fn round_trip(&mut self) -> Result<(), String> {
        self.0.round_trip().map_err(|error| error.to_string())
    }
}
