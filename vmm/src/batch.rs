//! Batches: a function called for each element of an array in one crossing.

use std::error::Error as StdError;
use std::fmt;

use crate::caller::{AsRuntime, Caller, Sealed as _};
use crate::error::{BoxError, CallError};
use crate::func::Func;
use crate::runtime::{Buffer, Next, Runtime, Shape, accepts};
use crate::value::{MAX_ARGS, Params, Ptr, Returns, Value};

/// Most results for which there is space before any is there.
const RESERVE: usize = 1 << 16;

/// A batch didn't come to its end.
///
/// What the finished elements left is there: their results, what they wrote to variables and buffers. The runtime can
/// be used as after the [`CallError`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// The elements or the results don't fit into their buffer. Nothing was called.
    #[error("{count} elements take {needed} bytes of the {what} buffer, which has {len}")]
    Size {
        /// Which buffer: `input` or `output`.
        what: &'static str,
        /// Elements asked for.
        count: u32,
        /// Bytes that they take.
        needed: u64,
        /// Bytes that the buffer has.
        len: u32,
    },
    /// An element's call returned no value, and so did all behind it.
    #[error("the batch stopped after {done} elements: {source}")]
    Stopped {
        /// Elements that were finished. So it is also the index of the one that stopped the batch; if that is behind
        /// the last one, the batch was stopped when its last call had returned.
        done: usize,
        /// Why it stopped.
        source: CallError,
    },
}

impl BatchError {
    /// Elements that were finished.
    #[must_use]
    pub fn done(&self) -> usize {
        match self {
            Self::Size { .. } => 0,
            Self::Stopped { done, .. } => *done,
        }
    }

    /// Why it stopped, if a call was the reason.
    #[must_use]
    pub fn call_error(&self) -> Option<&CallError> {
        match self {
            Self::Size { .. } => None,
            Self::Stopped { source, .. } => Some(source),
        }
    }
}

/// Nothing was called yet.
impl From<CallError> for BatchError {
    fn from(source: CallError) -> Self {
        Self::Stopped { done: 0, source }
    }
}

/// A batch of calls didn't come to its end: what it gave until then, and why.
pub struct ManyError<R> {
    /// The results of the elements that were finished, in order. Their number is the index of the element that stopped
    /// the batch.
    pub results: Vec<R>,
    /// Why it stopped.
    pub source: CallError,
}

impl<R> ManyError<R> {
    /// Elements that were finished.
    #[must_use]
    pub fn done(&self) -> usize {
        self.results.len()
    }
}

impl<R> fmt::Debug for ManyError<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManyError").field("done", &self.done()).field("source", &self.source).finish_non_exhaustive()
    }
}

impl<R> fmt::Display for ManyError<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the batch stopped after {} elements: {}", self.done(), self.source)
    }
}

impl<R> StdError for ManyError<R> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&self.source)
    }
}

impl<P: Params, R: Returns> Func<P, R> {
    /// Calls the function for each of `count` elements in the data segment, in one crossing and without copies.
    ///
    /// Element `i` lies at `input` + `i` * stride and is the C struct of the function's parameters as the plugin
    /// declares them, in their natural layout: for `f(char a, int b)` it is `struct { char a; int b; }`.
    /// [`Signature::fields`](crate::Signature::fields) and [`Signature::stride`](crate::Signature::stride) compute it. Result `i` goes to the array of the C result type
    /// in `output`. A function without parameters does not use `input`, one without result does not use `output`.
    ///
    /// Elements are processed in order, each one's arguments are read just before its call and its result is written
    /// right after it. So `input` and `output` may be the same buffer: with results no larger than elements, results
    /// take the place of elements that have been used.
    ///
    /// A batch is one upcall: its deadline is for all of it. It calls the function as it is at the beginning, even if
    /// an element's call replaces or deletes it.
    ///
    /// # Errors
    /// [`BatchError::Size`] if a buffer is too small; nothing was called then. [`BatchError::Stopped`] if an element's
    /// call returned no value; the results of those before it are in `output`.
    ///
    /// ```
    /// # use plugvisor::{Engine, Mode, Runtime};
    /// # let mut runtime = Runtime::builder(&Engine::new()).mode(Mode::Interp).build()?;
    /// runtime.create("add", "int add(int a, int b) { return a + b; }")?;
    /// let add = runtime.func::<(i32, i32), i32>("add")?;
    /// let pairs: Vec<u8> = [1, 2, 3, 4].iter().flat_map(|n: &i32| n.to_le_bytes()).collect();
    /// let (pairs, sums) = (runtime.alloc_from(&pairs)?, runtime.alloc(8)?);
    /// add.map(&mut runtime, &pairs, &sums, 2)?;
    /// assert_eq!(runtime.bytes(&sums), [3, 0, 0, 0, 7, 0, 0, 0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn map(&self, cx: &mut impl AsRuntime, input: &Buffer, output: &Buffer, count: u32) -> Result<(), BatchError> {
        let runtime = cx.runtime_mut();
        let slot = self.slot(runtime)?;
        runtime.map_slot(slot, self.name(), input, output, count)
    }

    /// Calls the function for each of these parameters, many in a crossing, and returns the results in order.
    ///
    /// The parameters are copied to a staging buffer in the data segment, up to 8192 at a time. The runtime takes it
    /// with the first such call and keeps it: 256 KiB, or a 64th of the data segment if that is less, until
    /// the space is needed for something else. If there is not so much room, a smaller one is used. The deadline is for all calls together; the time that the iterator takes
    /// does not count. Calls are made in order, but the iterator is ahead of them.
    ///
    /// # Errors
    /// If an element's call returned no value: [`ManyError::results`] has what those before it returned.
    ///
    /// ```
    /// # use plugvisor::{Engine, Mode, Runtime};
    /// # let mut runtime = Runtime::builder(&Engine::new()).mode(Mode::Interp).build()?;
    /// runtime.create("div", "int div(int a, int b) { return a / b; }")?;
    /// let div = runtime.func::<(i32, i32), i32>("div")?;
    /// assert_eq!(div.call_many(&mut runtime, (1..5).map(|n| (12, n)))?, [12, 6, 4, 3]);
    /// let error = div.call_many(&mut runtime, [(7, 2), (7, 0), (7, 7)]).unwrap_err();
    /// assert_eq!(error.results, [3]);
    /// assert!(error.source.trap().is_some());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn call_many(
        &self,
        cx: &mut impl AsRuntime,
        params: impl IntoIterator<Item = P>,
    ) -> Result<Vec<R>, ManyError<R>> {
        let params = params.into_iter();
        // An iterator may be endless, and the batch end by its deadline.
        let mut results = Vec::with_capacity(params.size_hint().0.min(RESERVE));
        let outcome = self.call_many_into(cx, params, &mut results);
        finished(outcome, results)
    }

    /// Like [`Func::call_many`], and appends the results to a vector, so that one with enough capacity can be used
    /// over and over.
    ///
    /// # Errors
    /// [`BatchError::Stopped`] if an element's call returned no value. The results of those before it have been
    /// appended.
    pub fn call_many_into(
        &self,
        cx: &mut impl AsRuntime,
        params: impl IntoIterator<Item = P>,
        results: &mut Vec<R>,
    ) -> Result<(), BatchError> {
        let runtime = cx.runtime_mut();
        let slot = self.slot(runtime)?;
        let shape = runtime.shape(self.name()).map_err(CallError::from)?;
        let mut params = params.into_iter();
        // Host types that are as wide as the plugin's make the same struct.
        if shape.fields.iter().map(|(ty, _)| ty.size()).eq(P::TYPES.iter().map(|ty| ty.size())) {
            let next = |element: &mut [u8]| {
                let Some(params) = params.next() else { return Next::End };
                params.pack(element);
                Next::Element
            };
            return runtime.call_each(slot, shape, next, R::from_result, results);
        }
        let packed = shape.clone();
        let next = |element: &mut [u8]| {
            let Some(params) = params.next() else { return Next::End };
            let mut words = [0; MAX_ARGS];
            params.write(&mut words);
            pack_words(&packed, &words, element);
            Next::Element
        };
        runtime.call_each(slot, shape, next, R::from_result, results)
    }
}

/// What a built-in's error is to the upcall that it ends: what stopped a nested upcall or batch stops this one for the
/// same reason.
pub(crate) fn cause(error: BoxError) -> CallError {
    macro_rules! many {
        ($error:ident: $($result:ty),*) => {{
            let error = $error;
            $(let error = match error.downcast::<ManyError<$result>>() {
                Ok(many) => return many.source,
                Err(error) => error,
            };)*
            error
        }};
    }
    let error = match error.downcast::<CallError>() {
        Ok(error) => return *error,
        Err(error) => error,
    };
    let error = match error.downcast::<BatchError>() {
        Ok(batch) => match *batch {
            BatchError::Stopped { source, .. } => return source,
            size @ BatchError::Size { .. } => return CallError::Builtin(size.into()),
        },
        Err(error) => error,
    };
    CallError::Builtin(many!(error: (), bool, i32, u32, i64, u64, f32, f64, Ptr, Option<Value>))
}

/// Writes words as an element of narrower types.
fn pack_words(shape: &Shape, words: &[u64], element: &mut [u8]) {
    for (&word, &(ty, offset)) in words.iter().zip(&shape.fields) {
        let member = &mut element[offset as usize..];
        // Sizes that are known make stores of the copies.
        match ty.size() {
            1 => member[0] = word as u8,
            2 => member[..2].copy_from_slice(&(word as u16).to_le_bytes()),
            4 => member[..4].copy_from_slice(&(word as u32).to_le_bytes()),
            _ => member[..8].copy_from_slice(&word.to_le_bytes()),
        }
    }
}

fn finished<R>(outcome: Result<(), BatchError>, results: Vec<R>) -> Result<Vec<R>, ManyError<R>> {
    match outcome {
        Ok(()) => Ok(results),
        Err(BatchError::Stopped { source, .. }) => Err(ManyError { results, source }),
        Err(BatchError::Size { .. }) => unreachable!("the staging buffer is as large as it must be"),
    }
}

impl Runtime {
    /// Like [`Func::map`], for a function whose type is only known at run time.
    pub fn map(&mut self, name: &str, input: &Buffer, output: &Buffer, count: u32) -> Result<(), BatchError> {
        let slot = self.resolve(name, |_| Ok(())).map_err(CallError::from)?;
        self.map_slot(slot, name, input, output, count)
    }

    /// Like [`Func::call_many`], for a function whose type is only known at run time: each row has the arguments of one
    /// call, as for [`Runtime::call`].
    ///
    /// # Errors
    /// If an element's call returned no value, or its row does not fit the function.
    pub fn call_many<Row: AsRef<[Value]>>(
        &mut self,
        name: &str,
        rows: impl IntoIterator<Item = Row>,
    ) -> Result<Vec<Option<Value>>, ManyError<Option<Value>>> {
        let mut results = Vec::new();
        let outcome = self.call_rows(name, rows, &mut results);
        finished(outcome, results)
    }

    fn call_rows<Row: AsRef<[Value]>>(
        &mut self,
        name: &str,
        rows: impl IntoIterator<Item = Row>,
        results: &mut Vec<Option<Value>>,
    ) -> Result<(), BatchError> {
        let mut signature = None;
        let resolved = self.resolve(name, |declared| {
            signature = Some(declared.clone());
            Ok(())
        });
        let (slot, signature) = (resolved.map_err(CallError::from)?, signature.expect("it was accepted"));
        let shape = self.shape(name).map_err(CallError::from)?;
        let (packed, result) = (shape.clone(), shape.result);
        let mut rows = rows.into_iter();
        let next = |element: &mut [u8]| {
            let Some(row) = rows.next() else { return Next::End };
            let args = row.as_ref();
            if let Err(error) = accepts(name, &signature, args) {
                return Next::Bad(error.into());
            }
            let mut words = [0; MAX_ARGS];
            for (word, arg) in words.iter_mut().zip(args) {
                *word = arg.word();
            }
            pack_words(&packed, &words, element);
            Next::Element
        };
        self.call_each(slot, shape, next, |word| result.map(|ty| Value::from_word(word, ty)), results)
    }
}

impl Caller<'_> {
    /// See [`Runtime::map`].
    pub fn map(&mut self, name: &str, input: &Buffer, output: &Buffer, count: u32) -> Result<(), BatchError> {
        self.runtime_mut().map(name, input, output, count)
    }

    /// See [`Runtime::call_many`].
    pub fn call_many<Row: AsRef<[Value]>>(
        &mut self,
        name: &str,
        rows: impl IntoIterator<Item = Row>,
    ) -> Result<Vec<Option<Value>>, ManyError<Option<Value>>> {
        self.runtime_mut().call_many(name, rows)
    }
}
