//! A workbench: a directory with files, and the command run in it.

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A directory that is removed at the end of the test.
pub(crate) struct Bench {
    dir: PathBuf,
}

/// How the command ended.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Bench {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let dir = std::env::temp_dir().join(format!("vmm-cli-{}-{number}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        Self { dir }
    }

    /// A bench with one file.
    pub(crate) fn with(name: &str, text: impl AsRef<[u8]>) -> Self {
        let bench = Self::new();
        bench.file(name, text);
        bench
    }

    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub(crate) fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.path(name)).ok()
    }

    /// The command, to be run in the directory.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vmm"));
        command.args(args).current_dir(&self.dir).env_remove("NO_COLOR").stdin(Stdio::null());
        command
    }

    /// Runs the command line, cut at white space.
    pub(crate) fn vmm(&self, line: &str) -> End {
        end(self.command(line.split_whitespace()).output().unwrap())
    }

    /// Runs the command line with this standard input.
    pub(crate) fn vmm_with(&self, line: &str, input: &[u8]) -> End {
        let mut command = self.command(line.split_whitespace());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let feeder = std::thread::spawn(move || {
            // The command may end without reading all of it.
            let _ = stdin.write_all(&input);
        });
        let output = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        end(output)
    }

    /// Runs the command line as if KVM were at another path.
    pub(crate) fn vmm_kvm_at(&self, path: &str, line: &str) -> End {
        end(self.command(line.split_whitespace()).env("PLUGVISOR_KVM_PATH", path).output().unwrap())
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

pub(crate) fn end(output: Output) -> End {
    End {
        status: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

impl End {
    /// Ended well, without a message.
    #[track_caller]
    pub(crate) fn prints(&self, stdout: &str) -> &Self {
        assert_eq!((self.status, self.stdout.as_str(), self.stderr.as_str()), (0, stdout, ""));
        self
    }

    /// Ended with this status, with all of these in its message.
    #[track_caller]
    pub(crate) fn fails(&self, status: i32, parts: &[&str]) -> &Self {
        assert_eq!(self.status, status, "{self:?}");
        for part in parts {
            assert!(self.stderr.contains(part), "no {part:?} in:\n{}", self.stderr);
        }
        self
    }
}

/// The modes that can be tested here; without KVM only the interpreter, and that is said.
pub(crate) fn modes() -> Vec<&'static str> {
    match fs::OpenOptions::new().read(true).write(true).open("/dev/kvm") {
        Ok(_) => vec!["interp", "long", "segmented"],
        Err(error) if std::env::var_os("PLUGVISOR_REQUIRE_KVM").is_some_and(|v| v != "0") => {
            panic!("PLUGVISOR_REQUIRE_KVM is set, but /dev/kvm can't be opened: {error}")
        }
        Err(error) => {
            eprintln!("SKIPPED the modes long and segmented: /dev/kvm can't be opened: {error}");
            vec!["interp"]
        }
    }
}

/// A file of the repository.
pub(crate) fn sample(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.join(path).canonicalize().unwrap().to_str().unwrap().to_owned()
}
