//! VM and vCPU: creation, entry, exits, registers.

use std::io;
use std::ptr::NonNull;
use std::sync::{Arc, OnceLock};

use guest_abi::mailbox::{GATE_PORT, STUB_PORT};
use jit::ir::vector::Features;
use kvm_bindings::{
    CpuId, KVM_CAP_DISABLE_QUIRKS2, KVM_EXIT_INTERNAL_ERROR, KVM_MAX_CPUID_ENTRIES, KVM_VCPU_TSC_CTRL,
    KVM_VCPU_TSC_OFFSET, KVM_X86_QUIRK_FIX_HYPERCALL_INSN, KVMIO, kvm_device_attr, kvm_enable_cap, kvm_regs, kvm_sregs,
    kvm_userspace_memory_region, kvm_xcr, kvm_xcrs,
};
use kvm_ioctls::{Cap, Kvm, SyncReg, VcpuExit, VcpuFd, VmFd};
use vmm_sys_util::ioctl::ioctl_with_ref;
use vmm_sys_util::ioctl_iow_nr;

use super::clock::Sample;
use super::crew::{Crew, CrewSettings};
use super::kick::{self, VcpuKick};
use super::memory::GuestMemory;
use super::{paging, segments::Segments};
use crate::mode::Mode;

const CR0_PE: u64 = 1; // protected mode
const CR0_MP: u64 = 1 << 1; // with NE: the FPU is there and reports errors natively
const CR0_ET: u64 = 1 << 4;
const CR0_NE: u64 = 1 << 5;
const CR0_WP: u64 = 1 << 16; // ring 0 respects read-only pages
const CR0_PG: u64 = 1 << 31; // paging
const CR4_PAE: u64 = 1 << 5; // 64-bit page tables
const CR4_OSFXSR: u64 = 1 << 9; // SSE
const CR4_OSXMMEXCPT: u64 = 1 << 10; // SSE exceptions as #XM
const CR4_OSXSAVE: u64 = 1 << 18; // AVX, as far as XCR0 has it
const EFER_LME: u64 = 1 << 8; // long mode enabled
const EFER_LMA: u64 = 1 << 10; // and active
const EFER_NXE: u64 = 1 << 11; // no-execute pages; SCE stays clear: `syscall` is #UD
const RFLAGS_RESERVED: u64 = 1 << 1;

/// KVM's own scratch area on Intel hosts: three pages at the top of 4 GiB, far from our address map.
const SCRATCH: usize = 0xfffb_d000;

// kvm-ioctls has this one for other architectures only.
ioctl_iow_nr!(KVM_SET_DEVICE_ATTR, KVMIO, 0xe1, kvm_device_attr);

/// What plugins in `long` mode have for vectors, by what this host's KVM offers.
pub(crate) fn vectors() -> Features {
    static FEATURES: OnceLock<Features> = OnceLock::new();
    *FEATURES.get_or_init(|| {
        let state = Kvm::new().ok().filter(|kvm| kvm.check_extension(Cap::Xcrs)).and_then(|kvm| {
            let cpuid = kvm.get_supported_cpuid(KVM_MAX_CPUID_ENTRIES).ok()?;
            wide_state(&cpuid)
        });
        if state.is_some() { Features::Avx2 } else { Features::Sse2 }
    })
}

/// KVM as this process has it: the open device and what is the same for all guests.
pub(crate) struct Host {
    pub(super) kvm: Kvm,
    pub(super) crew: Arc<Crew>,
    cpuid: CpuId,
    /// What guests put into XCR0, if that lets them have AVX2.
    state: Option<u64>,
    sync_regs: bool,
}

impl Host {
    /// Wraps an open `/dev/kvm`.
    pub(crate) fn new(kvm: Kvm, crew: &CrewSettings) -> io::Result<Self> {
        kick::install_handler()?;
        // The sooner it is taken, the better do clocks know the counter's rate.
        let _ = Sample::first();
        let cpuid = kvm.get_supported_cpuid(KVM_MAX_CPUID_ENTRIES).map_err(from_errno)?;
        let sync_regs = kvm.check_extension(Cap::SyncRegs);
        let state = wide_state(&cpuid).filter(|_| kvm.check_extension(Cap::Xcrs));
        Ok(Self { kvm, crew: Arc::new(Crew::new(crew.clone())), cpuid, state, sync_regs })
    }

    /// The version of KVM's interface; 12 since 2007.
    pub(crate) fn api_version(&self) -> i32 {
        self.kvm.get_api_version()
    }
}

/// Why the vCPU left the guest.
#[derive(Debug)]
pub(super) enum Exit {
    /// Ring 3 wrote to the gate's port.
    Gate,
    /// The stub reports a fault.
    Stub,
    /// There is no memory at `address`.
    NoMemory { address: u64, write: bool, data: u64 },
    /// A kick, or a signal that means nothing.
    Interrupted,
    /// KVM can't execute an instruction; the detail is for people.
    Emulation(String),
    /// The guest faulted while it handled a fault.
    Shutdown,
    /// An exit that no guest of ours should be able to cause.
    Unexpected(String),
    /// KVM_RUN itself failed.
    Failed(io::Error),
}

/// One VM with its only vCPU.
pub(super) struct Vcpu {
    fd: VcpuFd,
    kick: Arc<VcpuKick>,
    sync_regs: bool,
    /// Registers of segments, control and tables as they are when the guest is at the gate in ring 3.
    gate_sregs: kvm_sregs,
    // Closed after the vCPU.
    _vm: VmFd,
}

impl Vcpu {
    /// Creates a VM over `memory`, which must outlive it, with a vCPU in ring 3 that starts at `entry`.
    pub(super) fn new(
        host: &Host,
        mode: Mode,
        memory: &GuestMemory,
        segments: &Segments,
        entry: u64,
    ) -> io::Result<Self> {
        let vm = host.kvm.create_vm().map_err(from_errno)?;
        keep_hypercalls_as_they_are(&vm);
        // KVM's API wants this on Intel hosts, where it needs a scratch area in the guest's address space for modes
        // that old CPUs can't run unpaged. Elsewhere it does nothing, so a refusal is of no consequence.
        let _ = vm.set_tss_address(SCRATCH);
        for (slot, region) in memory.slots().into_iter().enumerate() {
            let region = kvm_userspace_memory_region {
                slot: slot as u32,
                flags: 0,
                guest_phys_addr: region.guest,
                memory_size: region.len,
                userspace_addr: region.host,
            };
            // SAFETY: the host range is a live mapping owned by `memory`, which the caller keeps until this VM is
            // gone, and the slots don't overlap.
            unsafe { vm.set_user_memory_region(region) }.map_err(from_errno)?;
        }
        let mut fd = vm.create_vcpu(0).map_err(from_errno)?;
        fd.set_cpuid2(&host.cpuid).map_err(from_errno)?;
        let mut sregs = fd.get_sregs().map_err(from_errno)?;
        sregs.cr0 = CR0_PE | CR0_MP | CR0_ET | CR0_NE;
        sregs.cr4 = CR4_OSFXSR | CR4_OSXMMEXCPT;
        sregs.efer = 0;
        if mode == Mode::Long {
            sregs.cr0 |= CR0_WP | CR0_PG;
            sregs.cr3 = u64::from(paging::ROOT);
            sregs.cr4 |= CR4_PAE;
            sregs.efer = EFER_LME | EFER_LMA | EFER_NXE;
            if let Some(state) = host.state {
                sregs.cr4 |= CR4_OSXSAVE;
                enable_state(&fd, &sregs, state)?;
            }
        }
        segments.apply(&mut sregs);
        if host.sync_regs {
            fd.set_sync_valid_reg(SyncReg::Register);
        }
        let byte = NonNull::from(&mut fd.get_kvm_run().immediate_exit);
        // SAFETY: the run page is mapped as long as `fd` lives, and `drop` detaches the handle before.
        let kick = Arc::new(unsafe { VcpuKick::new(byte) });
        let mut vcpu = Self { fd, kick, sync_regs: host.sync_regs, gate_sregs: sregs, _vm: vm };
        vcpu.reset(entry)?;
        Ok(vcpu)
    }

    /// The handle by which another thread stops this vCPU.
    pub(super) fn kick(&self) -> Arc<VcpuKick> {
        Arc::clone(&self.kick)
    }

    /// Puts the vCPU back to ring 3 at `entry`, whatever it was doing.
    pub(super) fn reset(&mut self, entry: u64) -> io::Result<()> {
        self.finish_pending()?;
        self.fd.set_sregs(&self.gate_sregs).map_err(from_errno)?;
        let regs = kvm_regs { rip: entry, rflags: RFLAGS_RESERVED, ..Default::default() };
        self.fd.set_regs(&regs).map_err(from_errno)
    }

    /// Lets KVM finish the access that it left the guest for: otherwise it would finish it at the next entry, and go
    /// on behind the plugin's instruction instead of at the gate.
    fn finish_pending(&mut self) -> io::Result<()> {
        // An access of at most a cache line's size that straddles pages leaves the guest a few times at most. A
        // repeated string instruction leaves it for each element, so the element it is at is made the last one. Not
        // an earlier one: KVM would keep the data of an access that nobody takes, and give it to the next read.
        const MOST_EXITS: u32 = 16;
        self.kick.set_immediate_exit(true);
        let mut finished = false;
        for _ in 0..MOST_EXITS {
            finished = self.fd.run().is_err();
            if finished {
                break;
            }
            let regs = self.fd.get_regs().map_err(from_errno)?;
            self.fd.set_regs(&kvm_regs { rcx: 1, ..regs }).map_err(from_errno)?;
        }
        self.kick.set_immediate_exit(false);
        if finished { Ok(()) } else { Err(io::Error::other("KVM does not finish an instruction of the guest")) }
    }

    /// Enters the guest until something happens.
    pub(super) fn run(&mut self) -> Exit {
        self.kick.entering();
        match self.fd.run() {
            Ok(VcpuExit::IoOut(GATE_PORT, _) | VcpuExit::IoIn(GATE_PORT, _)) => Exit::Gate,
            Ok(VcpuExit::IoOut(STUB_PORT, _)) => Exit::Stub,
            Ok(VcpuExit::MmioRead(address, _)) => Exit::NoMemory { address, write: false, data: 0 },
            Ok(VcpuExit::MmioWrite(address, bytes)) => {
                let mut data = [0; 8];
                let len = bytes.len().min(8);
                data[..len].copy_from_slice(&bytes[..len]);
                Exit::NoMemory { address, write: true, data: u64::from_le_bytes(data) }
            }
            Ok(VcpuExit::InternalError) => self.internal_error(),
            Ok(VcpuExit::Shutdown) => Exit::Shutdown,
            Ok(VcpuExit::Intr) => Exit::Interrupted,
            Ok(other) => Exit::Unexpected(format!("{other:?}")),
            Err(error) if error.errno() == libc::EINTR => Exit::Interrupted,
            Err(error) => Exit::Failed(from_errno(error)),
        }
    }

    fn internal_error(&mut self) -> Exit {
        let run = self.fd.get_kvm_run();
        debug_assert_eq!(run.exit_reason, KVM_EXIT_INTERNAL_ERROR);
        // SAFETY: the exit reason says that this member of the union is the valid one.
        let internal = unsafe { run.__bindgen_anon_1.internal };
        if internal.suberror == kvm_bindings::KVM_INTERNAL_ERROR_EMULATION {
            Exit::Emulation("the host's KVM can't execute this instruction".into())
        } else {
            Exit::Emulation(format!("the host's KVM reports internal error {}", internal.suberror))
        }
    }

    /// The general registers as of the last exit.
    pub(super) fn regs(&mut self) -> io::Result<kvm_regs> {
        if self.sync_regs { Ok(self.fd.sync_regs_mut().regs) } else { self.fd.get_regs().map_err(from_errno) }
    }

    /// The instruction pointer as of the last exit.
    pub(super) fn instruction_pointer(&mut self) -> io::Result<u64> {
        Ok(if self.sync_regs { self.fd.sync_regs_mut().regs.rip } else { self.fd.get_regs().map_err(from_errno)?.rip })
    }

    /// Lets the guest's time stamp counter be the host's own, as far as KVM can (Linux 5.16 and newer; a refusal shows
    /// when the counter is read), and says how many thousand ticks a second it counts.
    pub(super) fn share_ticks(&mut self) -> Option<u32> {
        let khz = self.fd.get_tsc_khz().ok()?;
        let offset = 0u64;
        let attribute = kvm_device_attr {
            group: KVM_VCPU_TSC_CTRL,
            attr: u64::from(KVM_VCPU_TSC_OFFSET),
            addr: (&raw const offset) as u64,
            flags: 0,
        };
        // SAFETY: the descriptor is a vCPU's, and the kernel reads eight bytes at `addr`, which is `offset`.
        let _ = unsafe { ioctl_with_ref(&self.fd, KVM_SET_DEVICE_ATTR(), &attribute) };
        Some(khz)
    }

    /// Thousand ticks of the time stamp counter in a second. Where KVM does not say, what most CPUs come near to.
    pub(super) fn tsc_khz(&self) -> u32 {
        self.fd.get_tsc_khz().ok().filter(|&khz| khz > 0).unwrap_or(2_500_000)
    }
}

/// What a guest can put into XCR0, if it is offered AVX2. All of it: where that is what the host itself has, KVM need not
/// change the register each time it enters and leaves the guest.
fn wide_state(cpuid: &CpuId) -> Option<u64> {
    const XSAVE_AND_AVX: u32 = 1 << 26 | 1 << 28;
    const AVX2: u32 = 1 << 5;
    const X87_SSE_AVX: u64 = 7;
    let leaf = |function: u32| cpuid.as_slice().iter().find(|e| e.function == function && e.index == 0);
    let state = leaf(0xd).map(|e| u64::from(e.edx) << 32 | u64::from(e.eax))?;
    let fits =
        leaf(1)?.ecx & XSAVE_AND_AVX == XSAVE_AND_AVX && leaf(7)?.ebx & AVX2 != 0 && state & X87_SSE_AVX == X87_SSE_AVX;
    fits.then_some(state)
}

/// Puts `state` into XCR0, which needs CR4 as it will be.
fn enable_state(fd: &VcpuFd, sregs: &kvm_sregs, state: u64) -> io::Result<()> {
    fd.set_sregs(sregs).map_err(from_errno)?;
    let mut xcrs = kvm_xcrs { nr_xcrs: 1, ..Default::default() };
    xcrs.xcrs[0] = kvm_xcr { xcr: 0, value: state, ..Default::default() };
    fd.set_xcrs(&xcrs).map_err(from_errno)
}

/// By default KVM rewrites a `vmcall` of the other vendor in the guest's code. Ours is read-only, and the plugin's own
/// fault. Kernels before 5.18 have no such switch; there the attempt to write faults, which is a trap as well.
fn keep_hypercalls_as_they_are(vm: &VmFd) {
    let mut cap = kvm_enable_cap { cap: KVM_CAP_DISABLE_QUIRKS2, ..Default::default() };
    cap.args[0] = u64::from(KVM_X86_QUIRK_FIX_HYPERCALL_INSN);
    let _ = vm.enable_cap(&cap);
}

impl Drop for Vcpu {
    fn drop(&mut self) {
        self.kick.detach();
    }
}

/// kvm-ioctls' errors as the standard library's.
pub(super) fn from_errno(error: kvm_ioctls::Error) -> io::Error {
    io::Error::from_raw_os_error(error.errno())
}
