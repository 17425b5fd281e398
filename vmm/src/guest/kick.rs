//! Getting a vCPU out of the guest from another thread: `immediate_exit` for a vCPU that is about to enter, a signal
//! for one that is inside.

use std::cell::Cell;
use std::io;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU8, Ordering};
use std::sync::{Mutex, Once, PoisonError};

use crate::machine::Kick;

/// Offset from SIGRTMIN of the signal that interrupts KVM_RUN. Its handler does nothing.
const SIGNAL_OFFSET: i32 = 7;

/// Makes the signal harmless: it shall only interrupt a system call. Done once per process.
pub(super) fn install_handler() -> io::Result<()> {
    extern "C" fn nothing(_: libc::c_int, _: *mut libc::siginfo_t, _: *mut libc::c_void) {}
    static ONCE: Once = Once::new();
    let mut result = Ok(());
    ONCE.call_once(|| {
        result = vmm_sys_util::signal::register_signal_handler(libc::SIGRTMIN() + SIGNAL_OFFSET, nothing)
            .map_err(|error| io::Error::from_raw_os_error(error.errno()));
    });
    result
}

/// This thread's id, asked of the kernel once.
fn thread_id() -> i32 {
    thread_local!(static ID: Cell<i32> = const { Cell::new(0) });
    ID.with(|id| {
        if id.get() == 0 {
            // SAFETY: takes nothing, always succeeds.
            id.set(unsafe { libc::gettid() });
        }
        id.get()
    })
}

/// The `immediate_exit` byte of a vCPU's run page, null once the vCPU is gone.
struct RunByte(Option<NonNull<u8>>);

// SAFETY: the byte is only accessed atomically, under the mutex that `detach` takes before the page goes away.
unsafe impl Send for RunByte {}

/// The handle by which the supervisor stops a vCPU.
pub(super) struct VcpuKick {
    kicked: AtomicBool,
    /// The thread that last entered the guest; 0 before the first time.
    thread: AtomicI32,
    byte: Mutex<RunByte>,
}

impl VcpuKick {
    /// # Safety
    /// `immediate_exit` must be valid until [`VcpuKick::detach`] has returned.
    pub(super) unsafe fn new(immediate_exit: NonNull<u8>) -> Self {
        Self {
            kicked: AtomicBool::new(false),
            thread: AtomicI32::new(0),
            byte: Mutex::new(RunByte(Some(immediate_exit))),
        }
    }

    /// The vCPU is about to be closed: no kick touches it any more.
    pub(super) fn detach(&self) {
        self.byte.lock().unwrap_or_else(PoisonError::into_inner).0 = None;
    }

    /// Called by the thread that is about to enter the guest.
    pub(super) fn entering(&self) {
        self.thread.store(thread_id(), Ordering::Relaxed);
    }

    /// Whether a kick is in force.
    pub(super) fn kicked(&self) -> bool {
        self.kicked.load(Ordering::SeqCst)
    }

    /// Sets `immediate_exit`: with `force`, whatever the kick; without, to whether a kick is in force.
    pub(super) fn set_immediate_exit(&self, force: bool) {
        self.store(u8::from(force));
        // A kick sets its flag before the byte, so one that came in between is seen here.
        if !force && self.kicked() {
            self.store(1);
        }
    }

    fn store(&self, value: u8) {
        if let RunByte(Some(byte)) = *self.byte.lock().unwrap_or_else(PoisonError::into_inner) {
            // SAFETY: valid until `detach` (contract of `new`), which needs the lock that is held here; the kernel
            // reads the byte once per entry.
            unsafe { AtomicU8::from_ptr(byte.as_ptr()) }.store(value, Ordering::SeqCst);
        }
    }
}

impl Kick for VcpuKick {
    fn kick(&self) {
        self.kicked.store(true, Ordering::SeqCst);
        self.store(1);
        let thread = self.thread.load(Ordering::Relaxed);
        if thread != 0 {
            // SAFETY: a signal whose handler does nothing, to a thread of this process; if that thread is gone the
            // call fails or reaches another thread of ours, which at most restarts a system call.
            unsafe {
                libc::syscall(libc::SYS_tgkill, libc::getpid(), thread, libc::SIGRTMIN() + SIGNAL_OFFSET);
            }
        }
    }

    fn clear(&self) {
        self.kicked.store(false, Ordering::SeqCst);
        self.store(0);
    }
}
