//! The KVM guest: the only place that knows KVM, and the only one with `unsafe` code in this crate.
//!
//! | file | idea |
//! |---|---|
//! | `memory` | guest memory and its three regions |
//! | `segments` | GDT, IDT, TSS and the segment registers of both machine modes |
//! | `paging` | the page tables of `long` mode |
//! | `gate` | the ring-3 code that takes upcalls and hands back results |
//! | `mailbox` | reading and writing the lines that host and gate share |
//! | `vcpu` | VM and vCPU: creation, entry, exits, registers |
//! | `kick` | getting a vCPU out of the guest from another thread |
//! | `seat` | where a vCPU passes between a caller and a resident thread |
//! | `residence` | where a machine's vCPU is, and the policy that decides it |
//! | `crew` | the engine's resident threads |
//! | `ticks` | the time stamp counter |
//! | `clock` | the host's clock beside that counter |
//! | `fault` | from an exit or a trap record to a raw trap |
//! | `machine` | all of it behind the [`Machine`](crate::machine::Machine) seam: requests, responses, exits |
//! | `probe` | what this host can do, found out by trying |
//! | `bare` | an empty guest to measure against |
//! | `count` | the gate's length in instructions |

mod bare;
pub(crate) mod clock;
mod count;
mod crew;
mod fault;
mod gate;
mod kick;
mod machine;
mod mailbox;
mod memory;
mod paging;
mod probe;
mod residence;
mod seat;
mod segments;
pub(crate) mod ticks;
mod vcpu;

#[cfg(test)]
mod allocation_tests;
#[cfg(test)]
mod seat_model;

pub use bare::{BareGuest, create_bare};
pub use count::gate_instructions;
pub(crate) use crew::CrewSettings;
pub(crate) use machine::KvmMachine;
pub use probe::ModeProbe;
pub(crate) use probe::measure;
pub use ticks::timestamp;
pub(crate) use vcpu::{Host, vectors};
