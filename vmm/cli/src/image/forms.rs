//! The two forms of image plugins, as `tests/plugins/README.md` describes them.

use std::time::Duration;

use plugvisor::{CallError, Error, Ptr, Runtime, Signature, Symbol, Ty, Value};

use super::picture::{Input, Picture};
use crate::failure::{Failure, Status};
use crate::prototype::prototype;
use crate::session::{self, timed};

/// `struct image`: width, height, channels and the address of the pixels.
const HEAD: u32 = 16;
/// Bytes of a stream plugin's state.
const STATE: u32 = 64;
/// What a stream plugin may write beyond the size of its chunk.
const ROOM: u32 = 64;
/// Plugins count in `int`.
const MAX_SIDE: u32 = i32::MAX as u32;

/// How a plugin wants to be called.
pub(super) enum Form {
    /// `int image(const struct image *, struct image *)`, perhaps with `image_size`.
    Image { sized: bool },
    /// `int NAME(const unsigned char *, unsigned char *, int, int, struct state *)`
    Stream { name: String },
}

/// Why there is no picture.
pub(super) enum Stop {
    /// The runtime needs this many bytes for the pictures alone.
    Memory(u64),
    /// Anything else.
    Failure(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<Stop> for Failure {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Failure(failure) => failure,
            Stop::Memory(bytes) => Self::new(Status::Io, format_args!("the pictures take {bytes} bytes of memory"))
                .help("give the plugin more memory, such as --memory 256MiB; 1GiB is the most"),
        }
    }
}

impl Form {
    /// Finds out what the plugin offers.
    pub(super) fn of(runtime: &Runtime, file: &str) -> Result<Self, Failure> {
        let defined = session::defined(runtime);
        let signature = |name: &str| match runtime.lookup(name) {
            Some(Symbol::Function { signature, builtin: false, .. }) => Some(signature),
            _ => None,
        };
        if let Some(image) = signature("image") {
            let size = signature("image_size");
            for (name, found) in [("image", Some(&image)), ("image_size", size.as_ref())] {
                if let Some(found) = found.filter(|found| !is(found, &[Ty::Ptr, Ty::Ptr])) {
                    let message = format!("{file} is no image plugin: it declares `{}`", prototype(name, found));
                    return Err(Failure::new(Status::Link, message)
                        .help(format_args!("declare `int {name}(const struct image *in, struct image *out)`")));
                }
            }
            return Ok(Self::Image { sized: size.is_some() });
        }
        const STREAM: [Ty; 5] = [Ty::Ptr, Ty::Ptr, Ty::I32, Ty::I32, Ty::Ptr];
        let is_stream = |name: &&String| signature(name).is_some_and(|found| is(&found, &STREAM));
        let streams: Vec<&String> = defined.iter().filter(is_stream).collect();
        match streams[..] {
            [name] => Ok(Self::Stream { name: name.clone() }),
            [] => Err(Failure::new(Status::Link, format_args!("{file} is no image plugin"))
                .help("it must define `int image(const struct image *in, struct image *out)` or the stream form")),
            _ => Err(Failure::new(Status::Link, format_args!("{file} defines {} stream plugins", streams.len()))
                .help("make all but one of them static")),
        }
    }

    /// Calls the plugin; the picture and the time that the plugin took.
    pub(super) fn apply(&self, runtime: &mut Runtime, inputs: &[Input]) -> Result<(Picture, Duration), Stop> {
        match self {
            Self::Image { sized } => apply_image(runtime, inputs, *sized),
            Self::Stream { name } => match inputs {
                [input] => apply_stream(runtime, input, name),
                _ => Err(Failure::new(Status::Usage, format_args!("`{name}` takes one picture")).into()),
            },
        }
    }
}

/// Whether the type is that of a function of these parameters that returns `int`.
fn is(signature: &Signature, params: &[Ty]) -> bool {
    let words = |types: &[Ty]| types.iter().map(|ty| ty.val_type()).collect::<Vec<_>>();
    words(&signature.params) == words(params)
        && matches!(signature.result, Some(Ty::I32 | Ty::U32))
        && !signature.variadic
}

fn apply_image(runtime: &mut Runtime, inputs: &[Input], sized: bool) -> Result<(Picture, Duration), Stop> {
    let needed: u64 = inputs.iter().map(Input::len).sum();
    let heads = runtime.alloc(HEAD * (inputs.len() as u32 + 2)).map_err(|e| out_of_memory(e, needed))?;
    let mut at = heads.ptr();
    for input in inputs {
        let buffer = alloc(runtime, input.len(), needed)?;
        input.decode(runtime.bytes_mut(&buffer))?;
        write_head(runtime, at, [input.width, input.height, 3, buffer.ptr().0])?;
        at = at.offset(HEAD);
    }
    // Behind the inputs one that is all zero, then the output.
    let out = at.offset(HEAD);
    let first = &inputs[0];
    let mut head = [first.width, first.height, 3, 0];
    write_head(runtime, out, head)?;
    let args = [Value::Ptr(heads.ptr()), Value::Ptr(out)];
    let mut running = Duration::ZERO;
    if sized {
        running += succeed(runtime, "image_size", &args)?;
        head = read_head(runtime, out)?;
    }
    let [width, height, channels, _] = head;
    if !(1..=MAX_SIDE).contains(&width) || !(1..=MAX_SIDE).contains(&height) || !matches!(channels, 1 | 3) {
        let message = format!(
            "image_size() asks for {}x{} pixels with {} channels",
            width as i32, height as i32, channels as i32
        );
        return Err(Failure::new(Status::Plugin, message)
            .help("width and height must be positive, channels 1 or 3")
            .into());
    }
    let len = u64::from(width).saturating_mul(u64::from(height)).saturating_mul(u64::from(channels));
    let pixels = alloc(runtime, len, needed.saturating_add(len))?;
    write_head(runtime, out, [width, height, channels, pixels.ptr().0])?;
    running += succeed(runtime, "image", &args)?;
    Ok((Picture { width, height, channels, pixels: runtime.bytes(&pixels).to_vec() }, running))
}

/// The whole file is one chunk: a plugin can't tell, and a crossing costs more than memory.
fn apply_stream(runtime: &mut Runtime, input: &Input, name: &str) -> Result<(Picture, Duration), Stop> {
    let head = format!("P6\n{} {}\n255\n", input.width, input.height);
    let len = head.len() as u64 + input.len();
    let needed = 2 * len;
    let from = alloc(runtime, len, needed)?;
    let (start, pixels) = runtime.bytes_mut(&from).split_at_mut(head.len());
    start.copy_from_slice(head.as_bytes());
    input.decode(pixels)?;
    let to = alloc(runtime, len + u64::from(ROOM), needed)?;
    let state = alloc(runtime, u64::from(STATE), needed)?;
    let pointer = |address: Ptr| Value::Ptr(address);
    let size = Value::I32(from.len() as i32);
    let args = [pointer(from.ptr()), pointer(to.ptr()), Value::I32(0), size, pointer(state.ptr())];
    let (result, running) = timed(|| runtime.call(name, &args));
    let produced = int(result)?;
    let file = usize::try_from(produced).ok().and_then(|len| runtime.bytes(&to).get(..len)).ok_or_else(|| {
        let text = match produced {
            -1 => format!("{name}() returned -1: it does not take this picture"),
            _ => format!("{name}() returned {produced}, which is not a number of bytes that it was given"),
        };
        Failure::new(Status::Plugin, text)
    })?;
    let picture = Picture::from_pnm(file).map_err(|reason| {
        Failure::new(Status::Plugin, format_args!("what {name}() wrote is not a picture: {reason}"))
    })?;
    Ok((picture, running))
}

/// Calls a function that must return 0.
fn succeed(runtime: &mut Runtime, name: &str, args: &[Value]) -> Result<Duration, Failure> {
    let (result, took) = timed(|| runtime.call(name, args));
    match int(result)? {
        0 => Ok(took),
        value => Err(Failure::new(Status::Plugin, format_args!("{name}() returned {value}"))),
    }
}

fn int(result: Result<Option<Value>, CallError>) -> Result<i32, Failure> {
    match result.map_err(session::call_failure)? {
        Some(Value::I32(value)) => Ok(value),
        Some(Value::U32(value)) => Ok(value as i32),
        // The type has been checked.
        _ => Ok(0),
    }
}

/// Zeroed memory in the runtime; when there is none, how much all pictures need.
fn alloc(runtime: &mut Runtime, len: u64, needed: u64) -> Result<plugvisor::Buffer, Stop> {
    match u32::try_from(len) {
        Ok(len) => runtime.alloc(len).map_err(|e| out_of_memory(e, needed)),
        Err(_) => Err(Stop::Memory(needed)),
    }
}

fn out_of_memory(error: Error, needed: u64) -> Stop {
    match error {
        Error::OutOfMemory { .. } => Stop::Memory(needed),
        error => session::failure(error).into(),
    }
}

fn write_head(runtime: &mut Runtime, at: Ptr, head: [u32; 4]) -> Result<(), Failure> {
    let bytes: Vec<u8> = head.into_iter().flat_map(u32::to_le_bytes).collect();
    runtime.write(at, &bytes).map_err(session::failure)
}

fn read_head(runtime: &Runtime, at: Ptr) -> Result<[u32; 4], Failure> {
    let mut bytes = [0; HEAD as usize];
    runtime.read(at, &mut bytes).map_err(session::failure)?;
    let mut head = [0; 4];
    for (word, bytes) in head.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    Ok(head)
}
