//! Getting a vCPU out of the guest from another thread: `immediate_exit` for a vCPU that is about to enter, a signal
//! for one that is inside.

use std::cell::Cell;
use std::io;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU8, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::machine::Kick;

/// Offset from SIGRTMIN of the signal that interrupts KVM_RUN. Its handler does nothing.
const SIGNAL_OFFSET: i32 = 7;

fn signal() -> libc::c_int {
    libc::SIGRTMIN() + SIGNAL_OFFSET
}

/// Makes the signal harmless: it shall only interrupt KVM_RUN. Done once per process.
pub(super) fn install_handler() -> io::Result<()> {
    extern "C" fn nothing(_: libc::c_int) {}
    /// In a forked child the thread that forked has another id.
    extern "C" fn forked() {
        ID.set(0);
    }
    static RESULT: OnceLock<Result<(), i32>> = OnceLock::new();
    let install = || {
        // SAFETY: all zeros is a `sigaction` with no flags and an empty mask.
        let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
        action.sa_sigaction = nothing as extern "C" fn(libc::c_int) as libc::sighandler_t;
        // A kick may come while a built-in waits in a system call, which shall go on. KVM_RUN is never restarted.
        action.sa_flags = libc::SA_RESTART | libc::SA_ONSTACK;
        // SAFETY: the handler touches nothing, so it may run at any time.
        if unsafe { libc::sigaction(signal(), &raw const action, std::ptr::null_mut()) } != 0 {
            return Err(io::Error::last_os_error().raw_os_error().unwrap_or(libc::EINVAL));
        }
        // SAFETY: the handler only sets a thread-local that needs neither setup nor teardown.
        match unsafe { libc::pthread_atfork(None, None, Some(forked)) } {
            0 => Ok(()),
            error => Err(error),
        }
    };
    RESULT.get_or_init(install).map_err(io::Error::from_raw_os_error)
}

thread_local! {
    /// This thread's id; 0 until it is asked for.
    static ID: Cell<i32> = const { Cell::new(0) };
}

/// This thread's id, asked of the kernel once. A thread that has one can be kicked.
fn thread_id() -> i32 {
    match ID.get() {
        0 => {
            accept_signal();
            // SAFETY: takes nothing, always succeeds.
            ID.set(unsafe { libc::gettid() });
            ID.get()
        }
        id => id,
    }
}

/// Takes the signal out of this thread's mask, where embedders that handle signals in a thread of their own have all
/// of them.
fn accept_signal() {
    // SAFETY: `set` is initialised by `sigemptyset` before it is used, and all pointers are to it. The calls fail
    // only for a signal that does not exist.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&raw mut set);
        libc::sigaddset(&raw mut set, signal());
        libc::pthread_sigmask(libc::SIG_UNBLOCK, &raw const set, std::ptr::null_mut());
    }
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
        let id = thread_id();
        // Stored before KVM looks at `immediate_exit`, which `kick` sets before it looks for the thread: one of them
        // sees the other.
        if self.thread.load(Ordering::Relaxed) != id {
            self.thread.store(id, Ordering::SeqCst);
        }
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

impl VcpuKick {
    /// Makes the vCPU leave the guest, without prejudice to what it runs. Until its owner takes it back by
    /// [`VcpuKick::set_immediate_exit`].
    pub(super) fn nudge(&self) {
        self.store(1);
        let thread = self.thread.load(Ordering::SeqCst);
        if thread != 0 {
            // SAFETY: a signal whose handler does nothing, to a thread of this process; if that thread is gone the
            // call fails or reaches another thread of ours, which restarts a system call.
            unsafe {
                libc::syscall(libc::SYS_tgkill, libc::getpid(), thread, signal());
            }
        }
    }
}

impl Kick for VcpuKick {
    fn kick(&self) {
        self.kicked.store(true, Ordering::SeqCst);
        self.nudge();
    }

    fn clear(&self) {
        self.kicked.store(false, Ordering::SeqCst);
        self.store(0);
    }
}

#[cfg(test)]
mod tests {
    use std::panic::AssertUnwindSafe;
    use std::process::Command;
    use std::time::Duration;

    use crate::asynch::block_on::block_on;
    use crate::{AsyncRuntime, CallError, CallFuture, Engine, Error, Mode, Policy, Runtime, Value};

    fn is_stopped(engine: &Engine) -> bool {
        let builder = Runtime::builder(engine).mode(Mode::Long).deadline(Duration::from_millis(20));
        let mut runtime = builder.build().unwrap();
        runtime.create("spin.c", "int spin(void) { for (;;) ; }").unwrap();
        matches!(runtime.call("spin", &[]), Err(CallError::Deadline { .. }))
    }

    fn is_stopped_async(engine: &Engine) -> bool {
        let builder = Runtime::builder(engine).mode(Mode::Long).deadline(Duration::from_millis(20));
        let mut runtime = builder.build().unwrap();
        runtime.create("spin.c", "int spin(void) { for (;;) ; }").unwrap();
        matches!(wait_for(runtime.into_async().call_async("spin", &[])), Err(CallError::Deadline { .. }))
    }

    fn thrice(runtime: &AsyncRuntime) -> Result<Option<Value>, CallError> {
        wait_for(runtime.call_async("thrice", &[Value::I32(14)]))
    }

    fn wait_for<T>(call: CallFuture<T>) -> Result<T, CallError> {
        block_on(call, None).unwrap().unwrap()
    }

    /// A runtime whose vCPU is away with a resident thread, as far as the host lets it.
    fn resident(engine: &Engine) -> Runtime {
        let mut runtime = Runtime::builder(engine).mode(Mode::Long).policy(Policy::Resident).build().unwrap();
        runtime.create("twice.c", "int twice(int x) { return 2 * x; }").unwrap();
        for i in 0..500 {
            assert_eq!(runtime.call("twice", &[Value::I32(i)]).unwrap(), Some(Value::I32(2 * i)));
        }
        runtime
    }

    /// The child has neither the parent's supervisor and resident threads nor its thread ids, and must not wait for
    /// them. The parent's guests are not its own either.
    #[test]
    fn deadlines_hold_in_a_forked_child() {
        const ALONE: &str = "PLUGVISOR_TEST_FORK_ALONE";
        if Engine::new().probe().kvm.is_err() {
            let required = std::env::var("PLUGVISOR_REQUIRE_KVM").is_ok_and(|value| value == "1");
            assert!(!required, "KVM is required here and not usable");
            eprintln!("SKIPPED: there is no KVM");
            return;
        }
        if std::env::var_os(ALONE).is_some() {
            return fork_and_look();
        }
        // In a process of its own: other tests' threads may hold locks at the time of the fork.
        let mut alone = Command::new(std::env::current_exe().unwrap());
        alone.env(ALONE, "1").args(["--exact", "guest::kick::tests::deadlines_hold_in_a_forked_child"]);
        let output = alone.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains("1 passed"), "{text}");
    }

    fn fork_and_look() {
        // Stays are long, so that the runtime is in the guest when the process forks.
        let engine = Engine::builder().resident_cores(1).resident_idle(Duration::from_millis(400)).build();
        assert!(is_stopped(&engine));
        assert!(is_stopped_async(&engine));
        let mut parents = resident(&engine);
        let mut shared = Runtime::builder(&engine).mode(Mode::Interp).build().unwrap();
        shared.create("thrice.c", "int thrice(int x) { return 3 * x; }").unwrap();
        let shared = shared.into_async();
        assert_eq!(thrice(&shared).unwrap(), Some(Value::I32(42)));
        // SAFETY: the child only runs the code below and ends without returning to the test harness; the C library
        // makes its allocator usable there.
        let child = unsafe { libc::fork() };
        assert!(child >= 0);
        if child == 0 {
            // SAFETY: ends the child by a signal if it hangs.
            unsafe { libc::alarm(20) };
            let works = std::panic::catch_unwind(AssertUnwindSafe(move || {
                let refused = parents.call("twice", &[Value::I32(1)]).is_err();
                drop(parents);
                // In the child all is sync.
                let stays = resident(&engine).crossings().stays;
                let stopped = is_stopped(&engine) && is_stopped_async(&engine);
                // It may be in the hands of a thread that is not here.
                let refused = refused && matches!(thrice(&shared), Err(CallError::Setup(Error::Detached)));
                drop((shared, engine));
                refused && stays == 0 && stopped
            }));
            // SAFETY: ends the child at once.
            unsafe { libc::_exit(if works.unwrap_or(false) { 0 } else { 1 }) };
        }
        let mut status = 0;
        // SAFETY: waits for the child that was forked above.
        assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
        assert!(libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0, "the child ended with status {status:#x}");
        assert_eq!(parents.call("twice", &[Value::I32(21)]).unwrap(), Some(Value::I32(42)), "the parent's goes on");
        assert_eq!(thrice(&shared).unwrap(), Some(Value::I32(42)));
    }
}
