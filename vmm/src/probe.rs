//! What this host offers, found out by trying: the facts behind `vmm doctor` and [`Mode::Auto`].

use std::path::Path;
use std::time::{Duration, Instant};

use guest_abi::layout;

use crate::error::Error;
pub use crate::guest::ModeProbe;
use crate::guest::{BareGuest, CrewSettings};
use crate::host;
use crate::machine::Settings;
use crate::mode::Mode;
use crate::policy::Policy;

/// What this host offers.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// Whether `/dev/kvm` can be opened and used, and why not.
    pub kvm: Result<(), Error>,
    /// The version of KVM's interface; `None` without KVM.
    pub api_version: Option<i32>,
    /// What entering an empty guest and leaving it again costs; `None` if no guest runs.
    pub exit: Option<Duration>,
    /// What was measured of `long` mode; `None` without KVM.
    pub long: Option<Result<ModeProbe, Error>>,
    /// What was measured of `segmented` mode; `None` without KVM.
    pub segmented: Option<Result<ModeProbe, Error>>,
    /// What `auto` stands for: a machine mode, or [`Mode::Interp`] where no guest can be had.
    pub auto: Mode,
    /// Why, in words.
    pub reason: String,
}

/// Tries everything. Takes some ten milliseconds.
pub(crate) fn run(kvm: &Path, crew: &CrewSettings) -> Report {
    let host = match host::open(kvm, crew) {
        Ok(host) => host,
        Err(error) => {
            let reason = "there is no usable KVM; plugins can only be interpreted, without a hardware wall".to_owned();
            return Report {
                kvm: Err(error),
                api_version: None,
                exit: None,
                long: None,
                segmented: None,
                auto: Mode::Interp,
                reason,
            };
        }
    };
    let measure = |mode| {
        let (memory, code) = (layout::DATA_GRANULE, layout::DATA_GRANULE);
        let settings = Settings { mode, memory, stack: layout::DEFAULT_STACK, code, policy: Policy::Sync };
        host::build_measured(&host, settings).map(|(_, probe)| probe)
    };
    let (long, segmented) = (measure(Mode::Long), measure(Mode::Segmented));
    let (auto, reason) = choose(&long, &segmented);
    Report {
        kvm: Ok(()),
        api_version: Some(host.api_version()),
        exit: measure_exit(auto),
        long: Some(long),
        segmented: Some(segmented),
        auto,
        reason: reason.to_owned(),
    }
}

/// The fastest of a few round trips through an empty guest.
fn measure_exit(mode: Mode) -> Option<Duration> {
    const TRIES: u32 = 20;
    let mut guest = BareGuest::new(mode).ok()?;
    let round_trip = |_| {
        let start = Instant::now();
        guest.round_trip().ok().map(|()| start.elapsed())
    };
    (0..TRIES).filter_map(round_trip).min()
}

/// The same choice as [`host::build_best`] makes, with its reason.
fn choose(long: &Result<ModeProbe, Error>, segmented: &Result<ModeProbe, Error>) -> (Mode, &'static str) {
    match (long, segmented) {
        (Ok(long), _) if long.native => (Mode::Long, "the CPU itself runs 64-bit code in a guest"),
        (_, Ok(segmented)) if segmented.native => {
            (Mode::Segmented, "the CPU itself runs 32-bit code in a guest, but not 64-bit code")
        }
        (Ok(_), _) => (Mode::Long, "KVM interprets guests of both modes; 64-bit code needs fewer instructions"),
        (Err(_), Ok(_)) => (Mode::Segmented, "guests in long mode do not run here; KVM interprets segmented ones"),
        (Err(_), Err(_)) => (Mode::Interp, "no guest runs here in either machine mode"),
    }
}
