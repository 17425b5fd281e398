//! Giving up a compilation that nobody waits for any more.

use std::fmt::Debug;
use std::sync::atomic::{AtomicBool, Ordering};

/// Says whether a compilation is to be given up.
///
/// It is asked every few hundred tokens and between the steps that are taken for each function, so an answer should be
/// quick. Limits bound how long a single step takes.
pub trait Cancel: Debug + Send + Sync {
    /// Whether to give up now.
    fn cancelled(&self) -> bool;
}

/// A flag that is raised to cancel.
impl Cancel for AtomicBool {
    fn cancelled(&self) -> bool {
        self.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::Cancel;
    use crate::{Options, compile};
    use guest_abi::Isa;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// Cancels when it is asked often enough.
    #[derive(Debug)]
    struct After(AtomicU32);

    impl Cancel for After {
        fn cancelled(&self) -> bool {
            self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_err()
        }
    }

    /// Sources whose time goes to the parser, the preprocessor and the code generators.
    fn sources() -> [String; 4] {
        let functions: String = (0..200).map(|i| format!("int f{i}(int x) {{ return x * {i}; }}\n")).collect();
        let doubled: String = (1..12).map(|i| format!("#define M{i} M{} M{}\n", i - 1, i - 1)).collect();
        [
            functions,
            format!("#define M0 1,\n{doubled}int a[] = {{ M11 }};"),
            "#define A 1\n#undef A\n".repeat(1000),
            format!("int a = 0{};", "+1".repeat(3000)),
        ]
    }

    #[test]
    fn a_compilation_can_be_cancelled_at_any_time() {
        for source in sources() {
            for isa in [Isa::Amd64, Isa::Ia32, Isa::Portable] {
                let plain = compile("plain.c", &source, &Options { isa, ..Options::default() }).expect("it compiles");
                let mut asked = 0;
                loop {
                    let cancel = Arc::new(After(AtomicU32::new(asked)));
                    let options = Options { isa, cancel: Some(cancel), ..Options::default() };
                    match compile("plain.c", &source, &options) {
                        Ok(unit) => break assert_eq!(unit.object.code, plain.object.code),
                        Err(errors) => {
                            let codes: Vec<_> = errors.iter().map(|e| e.code).collect();
                            assert_eq!(codes, ["E0901"], "{errors}");
                        }
                    }
                    asked += 1;
                }
                assert!(asked > 5, "asked {asked} times for\n{}", &source[..60]);
            }
        }
    }
}
