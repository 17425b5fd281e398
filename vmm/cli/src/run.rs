//! `vmm run`: files linked into one runtime, one function called.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt as _;

use plugvisor::{Buffer, CallError, Ptr, Runtime, Signature, Symbol, Ty, Value};

use crate::arguments::{self, Arg};
use crate::failure::{Failure, Status};
use crate::files;
use crate::includes;
use crate::options::Run;
use crate::output::{self, Output};
use crate::prototype::prototype;
use crate::session;
use crate::style::Style;

/// Runs the command; its exit status.
pub(crate) fn run(options: &Run, output: &Output, style: Style) -> Result<u8, Failure> {
    let is_main = options.call == "main";
    let sources = options.files.iter().map(|path| files::source(path)).collect::<Result<Vec<_>, _>>()?;
    let preprocessing = includes::preprocessing(&options.sources)?;
    let args = if is_main { Vec::new() } else { Arg::parse_all(&options.args)? };
    check_output(options, is_main, &args)?;
    let passed = args.iter().map(Arg::memory).sum::<u64>() + argv_size(&options.args);
    let level = options.sources.level;
    let mut runtime = session::program_runtime(&options.machine, level, passed, options.stack, output, style)?;
    let modules = session::compile(&runtime, &sources, &preprocessing, &options.sources, style)?;
    session::link(&mut runtime, &modules)?;
    let signature = function(&runtime, &options.call)?;
    if is_main {
        let values = main_values(&mut runtime, &signature, &sources[0].name, &options.args)?;
        return match call(&mut runtime, "main", &values, output, style)? {
            End::Returned(result) => finish(&mut runtime, result.map_or(0, integer) as i32, output, style),
            End::Exit(status) => Ok(status),
        };
    }
    arguments::check(&args, &options.call, &signature)?;
    let (values, last) = pass(&mut runtime, &args, &signature)?;
    let result = match call(&mut runtime, &options.call, &values, output, style)? {
        End::Returned(result) => result,
        End::Exit(status) => return Ok(status),
    };
    if let Some(value) = result {
        output.print(&format!("{}\n", show(value, signature.result)))?;
    }
    if let (Some(path), Some(buffer)) = (&options.output, last) {
        let len = produced(&options.call, result, &buffer)?;
        files::write(path, &runtime.bytes(&buffer)[..len])?;
    }
    Ok(0)
}

/// `-o` needs a buffer to write.
fn check_output(options: &Run, is_main: bool, args: &[Arg]) -> Result<(), Failure> {
    if options.output.is_none() || args.iter().any(|arg| matches!(arg, Arg::Zeros(_))) {
        return Ok(());
    }
    let failure = Failure::new(Status::Usage, "-o writes the last +N buffer, and no ARG is one");
    Err(if is_main {
        failure.help("main() gets strings; --call another function, with a buffer such as +1MiB")
    } else {
        failure.help("pass a buffer such as +1MiB behind `--`")
    })
}

/// The type of the function to call.
fn function(runtime: &Runtime, name: &str) -> Result<Signature, Failure> {
    match runtime.lookup(name) {
        Some(Symbol::Function { signature, builtin: false, .. }) => Ok(signature),
        Some(Symbol::Data { .. }) => Err(Failure::new(Status::Link, format_args!("`{name}` is a variable"))),
        _ => {
            let defined = session::defined(runtime);
            let help = match defined.as_slice() {
                [] => "the files define no function that can be called; `static` hides them".to_owned(),
                names => format!("--call one that is defined: {}", names.join(", ")),
            };
            Err(Failure::new(Status::Link, format_args!("there is no function `{name}` in the files")).help(help))
        }
    }
}

/// Bytes of guest memory for argv.
fn argv_size(args: &[OsString]) -> u64 {
    args.iter().map(|arg| arg.len() as u64 + 5).sum()
}

/// How a call that did not fail came to its end.
enum End {
    /// By its function's `return`.
    Returned(Option<Value>),
    /// By `exit`, with the status that a process would have.
    Exit(u8),
}

/// Calls the function. What it printed comes out before anything that is said about the call.
fn call(runtime: &mut Runtime, name: &str, values: &[Value], output: &Output, style: Style) -> Result<End, Failure> {
    let result = runtime.call(name, values);
    output.flush().map_err(|e| output::failure(&e))?;
    session::warn_of_create(runtime, style);
    match result {
        Ok(value) => Ok(End::Returned(value)),
        Err(CallError::Exit { status }) => Ok(End::Exit(status as u8)),
        Err(error) => Err(session::call_failure(error)),
    }
}

/// What follows `main`: `exit` with its result, if there is something for that to do.
fn finish(runtime: &mut Runtime, status: i32, output: &Output, style: Style) -> Result<u8, Failure> {
    let library = |name| matches!(runtime.lookup(name), Some(Symbol::Function { builtin: true, .. }));
    if !library("atexit") || !library("exit") {
        return Ok(status as u8);
    }
    match call(runtime, "exit", &[Value::I32(status)], output, style)? {
        End::Returned(_) => Ok(status as u8),
        End::Exit(status) => Ok(status),
    }
}

/// What `main` is called with, as C does it.
fn main_values(
    runtime: &mut Runtime,
    signature: &Signature,
    name: &str,
    args: &[OsString],
) -> Result<Vec<Value>, Failure> {
    let is_integer = |ty: &Ty| matches!(ty, Ty::I32 | Ty::U32);
    let values = match (&signature.params[..], signature.variadic) {
        ([], false) => Vec::new(),
        ([argc], false) if is_integer(argc) => vec![Value::I32(1 + args.len() as i32)],
        ([argc, Ty::Ptr], false) if is_integer(argc) => {
            let argv = argv(runtime, name, args)?;
            vec![Value::I32(1 + args.len() as i32), Value::Ptr(argv)]
        }
        // The environment is empty: what it ends with is what argv ends with.
        ([argc, Ty::Ptr, Ty::Ptr], false) if is_integer(argc) => {
            let (argc, argv) = (1 + args.len() as u32, argv(runtime, name, args)?);
            vec![Value::I32(argc as i32), Value::Ptr(argv), Value::Ptr(argv.offset(4 * argc))]
        }
        _ => return Err(bad_main(signature)),
    };
    if signature.result.is_some_and(|ty| matches!(ty, Ty::F32 | Ty::F64 | Ty::Ptr)) {
        return Err(bad_main(signature));
    }
    Ok(values)
}

fn bad_main(signature: &Signature) -> Failure {
    let message = format!("main() can't be called as `{}`", prototype("main", signature));
    Failure::new(Status::Link, message).help("declare it as `int main(void)` or `int main(int, char **)`")
}

/// Puts the strings and their array, which ends with a null pointer, into the runtime.
fn argv(runtime: &mut Runtime, name: &str, args: &[OsString]) -> Result<Ptr, Failure> {
    let strings: Vec<&[u8]> = std::iter::once(name.as_bytes()).chain(args.iter().map(|arg| arg.as_bytes())).collect();
    let texts = runtime.alloc_from(&strings.join(&0).into_iter().chain([0]).collect::<Vec<u8>>());
    let mut at = texts.map_err(session::failure)?.ptr();
    let mut array = Vec::new();
    for string in strings {
        array.extend(at.0.to_le_bytes());
        at = at.offset(string.len() as u32 + 1);
    }
    array.extend([0; 4]);
    Ok(runtime.alloc_from(&array).map_err(session::failure)?.ptr())
}

/// Puts the ARGs into the runtime; also the last `+N` buffer.
fn pass(runtime: &mut Runtime, args: &[Arg], signature: &Signature) -> Result<(Vec<Value>, Option<Buffer>), Failure> {
    let mut values = Vec::new();
    let mut last = None;
    let number = |values: &[Value], text: &str| {
        let ty = signature.params.get(values.len()).copied().unwrap_or(Ty::I32);
        arguments::number(text, ty).map_err(|e| Failure::new(Status::Usage, e))
    };
    for arg in args {
        let buffer = match arg {
            Arg::Number(text) => {
                values.push(number(&values, text)?);
                continue;
            }
            Arg::Bytes(bytes) | Arg::Text(bytes) => runtime.alloc_from(bytes),
            Arg::Zeros(len) => runtime.alloc(*len),
        }
        .map_err(session::failure)?;
        values.push(Value::Ptr(buffer.ptr()));
        if !matches!(arg, Arg::Text(_)) {
            values.push(number(&values, &buffer.len().to_string())?);
        }
        if matches!(arg, Arg::Zeros(_)) {
            last = Some(buffer);
        }
    }
    Ok((values, last))
}

/// How many bytes of the buffer the function says that it filled.
fn produced(name: &str, result: Option<Value>, buffer: &Buffer) -> Result<usize, Failure> {
    let failure = |text: String| Failure::new(Status::Plugin, format_args!("{text}: nothing was written"));
    match result {
        None => Err(failure(format!("`{name}` returns no length"))),
        Some(value @ (Value::F32(_) | Value::F64(_) | Value::Ptr(_))) => {
            Err(failure(format!("`{name}` returned {}, which is not a length", show(value, None))))
        }
        Some(value) => match integer(value) {
            len if len < 0 => Err(failure(format!("`{name}` returned {len}"))),
            len if len > i128::from(buffer.len()) => {
                Err(failure(format!("`{name}` returned {len}, more than the buffer's {} bytes", buffer.len())))
            }
            len => Ok(len as usize),
        },
    }
}

/// The value of an integer.
fn integer(value: Value) -> i128 {
    match value {
        Value::Bool(v) => v.into(),
        Value::I32(v) => v.into(),
        Value::U32(v) => v.into(),
        Value::I64(v) => v.into(),
        Value::U64(v) => v.into(),
        Value::Ptr(v) => v.0.into(),
        Value::F32(_) | Value::F64(_) => 0,
    }
}

/// A result as it is printed.
fn show(value: Value, ty: Option<Ty>) -> String {
    match value {
        Value::F32(v) => format!("{v:?}"),
        Value::F64(v) => format!("{v:?}"),
        Value::Ptr(v) => format!("{:#x}", v.0),
        _ if ty == Some(Ty::Ptr) => format!("{:#x}", integer(value)),
        _ => integer(value).to_string(),
    }
}
