//! Opening the host's KVM, building guests on it, and what `auto` stands for there.

use std::ffi::CString;
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

use crate::error::Error;
use crate::guest::{CrewSettings, Host, KvmMachine, ModeProbe, measure};
use crate::machine::Settings;
use crate::mode::Mode;

/// Where KVM is unless the embedder says otherwise.
pub(crate) const DEVICE: &str = "/dev/kvm";

/// Opens the KVM device. `crew` are the threads that guests built on it can be resident on.
pub(crate) fn open(path: &Path, crew: &CrewSettings) -> Result<Host, Error> {
    let no_kvm = |source| Error::NoKvm { path: path.to_owned(), source };
    let name = CString::new(path.as_os_str().as_bytes()).map_err(|_| no_kvm(io::ErrorKind::InvalidInput.into()))?;
    let kvm = kvm_ioctls::Kvm::new_with_path(name).map_err(|error| no_kvm(error.into()))?;
    Host::new(kvm, crew).map_err(|source| Error::Kvm { what: "asking for its capabilities", source })
}

/// Builds a guest.
pub(crate) fn build(host: &Host, settings: &Settings) -> Result<KvmMachine, Error> {
    KvmMachine::new(host, settings).map_err(|source| Error::Kvm { what: "creating a guest", source })
}

/// Builds a guest in the mode that the CPU itself runs: `long` if it does, which is the faster code, otherwise
/// `segmented` if it does. Where KVM interprets both, `long` does more for an instruction.
///
/// What is measured is the guest itself, which costs a few round trips and, as a rule, no second guest.
pub(crate) fn build_best(host: &Host, settings: Settings) -> Result<(KvmMachine, Mode), Error> {
    let long = build_measured(host, Settings { mode: Mode::Long, ..settings });
    if matches!(&long, Ok((_, probe)) if probe.native) {
        return long.map(|(machine, _)| (machine, Mode::Long));
    }
    let segmented = build_measured(host, Settings { mode: Mode::Segmented, ..settings });
    match (long, segmented) {
        (Err(_), Ok((machine, _))) => Ok((machine, Mode::Segmented)),
        (Ok(_), Ok((machine, probe))) if probe.native => Ok((machine, Mode::Segmented)),
        (long, _) => long.map(|(machine, _)| (machine, Mode::Long)),
    }
}

/// Builds a guest and times it.
pub(crate) fn build_measured(host: &Host, settings: Settings) -> Result<(KvmMachine, ModeProbe), Error> {
    let mut machine = build(host, &settings)?;
    let probe = measure(&mut machine)
        .map_err(|error| Error::Mode { mode: settings.mode, reason: format!("the guest does not run: {error}") })?;
    Ok((machine, probe))
}
