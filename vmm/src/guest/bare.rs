//! An empty guest: what a KVM exit and a bare KVM guest cost on this host, without anything of ours.
//!
//! This is the physical limit that upcalls and runtimes are measured against.

use std::io;
use std::time::Duration;

use guest_abi::layout::{CODE_BASE, CODE_START, DATA_GRANULE};
use guest_abi::mailbox::GATE_PORT;
use kvm_ioctls::Kvm;

use super::crew::CrewSettings;
use super::memory::GuestMemory;
use super::paging;
use super::segments::Segments;
use super::vcpu::{Exit, Host, Vcpu, from_errno};
use crate::mode::Mode;

/// A guest that does nothing but leave.
pub struct BareGuest {
    // Dropped in this order: the vCPU first, then the memory under it.
    vcpu: Vcpu,
    _memory: GuestMemory,
}

impl BareGuest {
    /// Creates a guest in `mode`, which must be `Long` or `Segmented`.
    ///
    /// # Errors
    /// When `/dev/kvm` can't be opened or KVM refuses.
    pub fn new(mode: Mode) -> io::Result<Self> {
        let host = Host::new(
            Kvm::new().map_err(from_errno)?,
            &CrewSettings { cores: 0, cpus: Vec::new(), idle: Duration::ZERO },
        )?;
        let (data, code) = (DATA_GRANULE, CODE_START);
        let memory = GuestMemory::new(data, code, paging::system_size(code))?;
        let segments = Segments::new(mode, data, code);
        segments.build(&memory);
        if mode == Mode::Long {
            paging::build(&memory, data, code);
        }
        // out port, al; jmp back
        memory.write(CODE_BASE, &[0xe6, GATE_PORT as u8, 0xeb, 0xfc]);
        let entry = if mode == Mode::Long { u64::from(CODE_BASE) } else { 0 };
        let vcpu = Vcpu::new(&host, mode, &memory, &segments, entry)?;
        Ok(Self { vcpu, _memory: memory })
    }

    /// Enters the guest, which leaves at once: one KVM_RUN round trip.
    ///
    /// # Errors
    /// When KVM_RUN fails.
    pub fn round_trip(&mut self) -> io::Result<()> {
        match self.vcpu.run() {
            Exit::Gate | Exit::Interrupted => Ok(()),
            other => Err(io::Error::other(format!("the empty guest left with {other:?}"))),
        }
    }
}

/// Creates and drops a VM with one vCPU and no memory: what KVM itself takes for a guest.
///
/// # Errors
/// When `/dev/kvm` can't be opened or KVM refuses.
pub fn create_bare() -> io::Result<()> {
    let vm = Kvm::new().and_then(|kvm| kvm.create_vm()).map_err(from_errno)?;
    vm.create_vcpu(0).map(drop).map_err(from_errno)
}
