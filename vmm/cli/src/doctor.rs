//! `vmm doctor`: what this machine can run, how that was found out, and what to do about the rest.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use std::path::Path;
use std::time::Duration;

use plugvisor::{Error, Mode, ModeProbe, Report};

use crate::failure::{Failure, Status};
use crate::files::plain;
use crate::output::Output;
use crate::session;
use crate::style::Style;
use crate::units::show_duration;

/// Runs the command: status 0 if plugins can have a guest.
pub(crate) fn run(output: &Output, style: Style) -> Result<u8, Failure> {
    let device = session::kvm_path();
    let report = session::engine().probe();
    let mut text = String::new();
    let mut line = |name: &str, what: &str| {
        let _ = writeln!(text, "{} {what}", style.strong(&format!("{name:<12}")));
    };
    let found = Device::look_at(&device);
    line("device", &found.describe(&device));
    match (&report.kvm, report.api_version) {
        (Ok(()), Some(version)) => line("KVM", &style.good(&format!("usable, API version {version}"))),
        (Ok(()), None) => line("KVM", &style.good("usable")),
        (Err(error), _) => line("KVM", &style.error(&short(error))),
    }
    for (mode, probe) in [(Mode::Long, &report.long), (Mode::Segmented, &report.segmented)] {
        line(mode.name(), &describe(probe.as_ref(), style));
    }
    line("interp", "always there: memory-safe and slow, no hardware wall");
    line("auto", &format!("{}: {}", style.strong(report.auto.name()), report.reason));
    if let Some(exit) = report.exit {
        line("exit", &format!("{} for a bare KVM_RUN round trip of an empty guest", show_duration(exit)));
    }
    line("huge pages", &huge_pages(Path::new("/sys/kernel/mm/transparent_hugepage/enabled")));
    line("how", HOW);
    for advice in advice(&report, &found, &device) {
        let _ = writeln!(text, "{} {advice}", style.help("help:"));
    }
    output.print(&text)?;
    Ok(if report.kvm.is_ok() && report.auto.needs_kvm() { 0 } else { Status::NoKvm as u8 })
}

const HOW: &str = "a loop of a thousand rounds was timed in a guest of each mode: the CPU takes under 50 ns for an \
                   instruction, a KVM that interprets them takes hundreds; empty upcalls give the round trip";

/// One mode's measurements in words.
fn describe(probe: Option<&Result<ModeProbe, Error>>, style: Style) -> String {
    match probe {
        None => "not tried: it needs KVM".to_owned(),
        Some(Err(error)) => style.error(&short(error)),
        Some(Ok(ModeProbe { native, instruction, round_trip })) => {
            let how = if *native { style.good("runs natively") } else { style.warning("is interpreted by KVM") };
            format!("{how}: {} an instruction, {} an empty upcall", tiny(*instruction), show_duration(*round_trip))
        }
    }
}

/// Less than a nanosecond is how native code looks.
fn tiny(duration: Duration) -> String {
    if duration < Duration::from_nanos(1) { "under 1 ns".to_owned() } else { show_duration(duration) }
}

/// An error without the advice behind its semicolon, which the report gives in its own words.
fn short(error: &Error) -> String {
    let text = error.to_string();
    text.split_once(';').map_or(text.clone(), |(text, _)| text.to_owned())
}

/// What the file system says of the device.
enum Device {
    /// It is there.
    There { is_device: bool, mode: u32, owner: u32, group: u32 },
    /// It can't be looked at.
    Missing(io::Error),
}

impl Device {
    fn look_at(path: &Path) -> Self {
        match fs::metadata(path) {
            Ok(data) => Self::There {
                is_device: data.file_type().is_char_device(),
                mode: data.mode() & 0o777,
                owner: data.uid(),
                group: data.gid(),
            },
            Err(error) => Self::Missing(error),
        }
    }

    fn describe(&self, path: &Path) -> String {
        let path = path.display();
        match self {
            Self::Missing(error) => format!("{path}: {}", plain(error)),
            Self::There { is_device: false, .. } => format!("{path} is no device"),
            Self::There { mode, owner, group, .. } => {
                let name = |file, id| name_of(file, id).unwrap_or_else(|| id.to_string());
                format!("{path} is there, {mode:04o} {}:{}", name("/etc/passwd", *owner), name("/etc/group", *group))
            }
        }
    }
}

/// The name of a user or group in a file with lines `name:x:id:..`.
fn name_of(file: &str, id: u32) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    text.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(id)).then(|| name.to_owned())
    })
}

/// What to do next.
fn advice(report: &Report, found: &Device, path: &Path) -> Vec<String> {
    let mut advice = Vec::new();
    if let Err(error) = &report.kvm {
        let kind = match error {
            Error::NoKvm { source, .. } => source.kind(),
            _ => io::ErrorKind::Other,
        };
        match (found, kind) {
            (Device::Missing(_), _) => advice.extend(missing(&cpu_flags())),
            (Device::There { mode, group, .. }, io::ErrorKind::PermissionDenied) => {
                let group = name_of("/etc/group", *group).unwrap_or_else(|| group.to_string());
                advice.push(permission(*mode, &group, path));
            }
            _ => advice.push("the file is not a KVM device that works here; look at the kernel's log".to_owned()),
        }
        advice.push("until then `--mode interp` runs plugins, slowly and without a hardware wall".to_owned());
    } else if let (Some(Ok(long)), Some(Ok(segmented))) = (&report.long, &report.segmented)
        && !(long.native && segmented.native)
    {
        let slow = if long.native { Mode::Segmented } else { Mode::Long };
        advice.push(format!("{slow} mode works here but is interpreted by KVM, some hundred times slower; use auto"));
    }
    advice
}

/// Nothing at the device's path.
fn missing(flags: &str) -> Vec<String> {
    let has = |flag: &str| flags.split_whitespace().any(|f| f == flag);
    let mut advice = Vec::new();
    match (has("vmx"), has("svm")) {
        (true, _) => advice.push("load the module: sudo modprobe kvm_intel".to_owned()),
        (_, true) => advice.push("load the module: sudo modprobe kvm_amd".to_owned()),
        _ if has("hypervisor") => advice.push(
            "this is a virtual machine whose CPU offers no virtualisation: turn nested virtualisation on at its host"
                .to_owned(),
        ),
        _ => advice.push("the CPU offers no virtualisation: enable VT-x or AMD-V in the firmware's setup".to_owned()),
    }
    advice.push("in a container pass the device in, as by `docker run --device /dev/kvm`".to_owned());
    advice
}

/// The device may not be opened.
fn permission(mode: u32, group: &str, path: &Path) -> String {
    let path = path.display();
    if mode & 0o060 == 0o060 && group != "root" {
        format!("join the group that may open {path}: sudo usermod -aG {group} $USER, then log in again")
    } else {
        format!("its group may not open {path}: run as root, or sudo setfacl -m u:$USER:rw {path}")
    }
}

/// The flags of the first CPU.
fn cpu_flags() -> String {
    let text = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    text.lines().find(|line| line.starts_with("flags")).unwrap_or_default().to_owned()
}

/// Whether the data segment can have huge pages.
fn huge_pages(file: &Path) -> String {
    match fs::read_to_string(file) {
        Ok(text) if text.contains("[never]") => {
            "off: first touches of plugin memory are slow; echo madvise > /sys/kernel/mm/transparent_hugepage/enabled"
                .to_owned()
        }
        Ok(text) => format!("on ({})", text.trim()),
        Err(error) => format!("unknown: {}", plain(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_open_it() {
        let device = Path::new("/dev/kvm");
        assert!(permission(0o660, "kvm", device).contains("usermod -aG kvm"));
        assert!(permission(0o600, "kvm", device).contains("setfacl"));
        assert!(permission(0o660, "root", device).contains("setfacl"));
    }

    #[test]
    fn why_it_may_be_missing() {
        assert!(missing("flags : fpu vmx sse")[0].contains("kvm_intel"));
        assert!(missing("flags : fpu svm sse")[0].contains("kvm_amd"));
        assert!(missing("flags : fpu hypervisor")[0].contains("nested"));
        assert!(missing("")[0].contains("firmware"));
    }
}
