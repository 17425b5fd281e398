//! A whole process: `vmm run` of a ten-line plugin, beside `tcc -run` of the same file.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use criterion::Criterion;
use plugvisor_benches::rivals::compiled::scratch;
use plugvisor_benches::summary::Summary;

const SOURCE: &str = "\
int printf(const char *format, ...);

int main(void)
{
    int i, sum = 0;
    for (i = 1; i <= 100; i++)
        sum += i;
    printf(\"the sum is %d\\n\", sum);
    return 0;
}
";

/// The command of the same build, if `cargo build --release` has made it.
fn vmm() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let folder = program.ancestors().find(|folder| folder.join("vmm").is_file())?;
    Some(folder.join("vmm"))
}

fn run_quietly(program: &Path, args: &[&str], file: &Path) -> bool {
    let status = Command::new(program).args(args).arg(file).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

pub(crate) fn run(criterion: &mut Criterion, summary: &mut Summary) {
    let mut group = criterion.benchmark_group("process");
    let file = scratch().join("sum.c");
    std::fs::write(&file, SOURCE).expect("the temporary folder is writable");
    let tcc = Path::new("tcc");
    if run_quietly(tcc, &["-run"], &file) {
        group.bench_function("tcc -run", |b| b.iter(|| run_quietly(tcc, &["-run"], &file)));
        summary.row("whole process: tcc -run of ten lines", "process/tcc -run");
    } else {
        summary.remark("tcc -run (Debian: tcc): it is not installed");
    }
    let Some(vmm) = vmm() else {
        summary.remark("vmm run: build it first with `cargo build --release`");
        return;
    };
    for mode in ["long", "segmented", "interp"] {
        let args = ["run", "--mode", mode];
        if !run_quietly(&vmm, &args, &file) {
            summary.remark(format!("vmm run --mode {mode}: it does not run here"));
            continue;
        }
        let id = format!("vmm run {mode}");
        group.bench_function(&id, |b| b.iter(|| run_quietly(&vmm, &args, &file)));
        summary.beside(
            format!("whole process: vmm run of the same, {mode}"),
            format!("process/{id}"),
            "tcc",
            "process/tcc -run",
        );
    }
    group.finish();
}
