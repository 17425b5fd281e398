//! One upcall for many calls: a function applied to each element of an array inside the guest.
//!
//! The elements lie in the data segment as C structs of the parameters ([`Signature::fields`]). A machine with a gate
//! runs the loop in the guest, as a function of its own that the entry adapter calls ([`jit::isa::adapter::many`]);
//! the interpreter is called once for each element. Either way the batch is one upcall to everything else: it takes
//! one level of nesting, has one deadline, and what is deleted meanwhile stays until its end.

use std::sync::Arc;
use std::time::{Duration, Instant};

use guest_abi::Ty;
use guest_abi::layout::DATA_BASE;
use jit::isa::adapter;
use linker::object::Signature;
use linker::{Definition, Slot, SlotTarget};
use rustc_hash::FxHashMap;

use super::call::{Resolved, Stop, Upcall};
use super::{Buffer, Runtime};
use crate::batch::BatchError;
use crate::error::{CallError, Error};
use crate::machine::Call;
use crate::value::{MAX_ARGS, Ptr, normalise};

/// Largest staging buffer. A crossing that takes 30 us must be paid by so many calls that it is a few nanoseconds of
/// each; 2000 elements of 128 bytes do for the largest ones.
const STAGING: u32 = 256 * 1024;
/// The staging buffer takes no more than this fraction of the data segment.
const STAGING_SHARE: u32 = 64;
/// Most elements of a chunk. More would not make the crossing cheaper by a nanosecond an element (30 us by 8192 are
/// 4 ns), but small elements would leave the first-level cache.
const CHUNK: u32 = 8192;
/// Bytes that are packed on the host's stack before they are copied to the data segment, and the other way round.
const PIECE: usize = 4096;
/// Largest element: as many 8-byte members as there are arguments.
const ELEMENT_MAX: usize = 8 * MAX_ARGS;

/// What batches need of a function's type.
pub(crate) struct Shape {
    /// The members of an element with their offsets.
    pub(crate) fields: Vec<(Ty, u32)>,
    /// Bytes from one element to the next.
    pub(crate) stride: u32,
    pub(crate) result: Option<Ty>,
    /// Code offset of the loop adapter; 0 where the machine has no gate.
    pub(crate) many: u32,
    /// Code offset of the entry adapter that calls it; 0 where the machine has no gate.
    pub(crate) entry: u32,
}

impl Shape {
    fn result_size(&self) -> u32 {
        self.result.map_or(0, Ty::size)
    }
}

/// What the source of elements says when it is asked to pack the next one.
pub(crate) enum Next {
    /// It did.
    Element,
    /// There are no more.
    End,
    /// The next one can't be called.
    Bad(CallError),
}

/// What a runtime keeps for its batches.
#[derive(Default)]
pub(super) struct Batches {
    shapes: FxHashMap<Signature, Arc<Shape>>,
    /// The staging buffer, unless a batch uses it.
    staging: Option<Buffer>,
}

impl Runtime {
    /// What batches need of a function, made when it is first needed.
    pub(crate) fn shape(&mut self, name: &str) -> Result<Arc<Shape>, Error> {
        let Some(Definition::Function { signature, .. }) = self.namespace.lookup(name) else {
            return Err(Error::NotFound { what: "function", name: name.to_owned() });
        };
        if let Some(shape) = self.batches.shapes.get(signature) {
            return Ok(Arc::clone(shape));
        }
        let signature = signature.clone();
        let (mut many, mut entry) = (0, 0);
        if self.machine.gate_links().is_some() {
            let isa = self.machine.isa();
            entry = self.adapter(&adapter::many_signature())?;
            many = self.place_code("loop adapter", |at| adapter::many(isa, &signature, at))?;
        }
        let shape = Arc::new(Shape {
            fields: signature.fields().collect(),
            stride: signature.stride(),
            result: signature.result,
            many,
            entry,
        });
        self.batches.shapes.insert(signature, Arc::clone(&shape));
        Ok(shape)
    }

    /// Applies the function of a slot that was resolved in this generation to `count` elements where they lie.
    pub(crate) fn map_slot(
        &mut self,
        slot: Slot,
        name: &str,
        input: &Buffer,
        output: &Buffer,
        count: u32,
    ) -> Result<(), BatchError> {
        let shape = self.shape(name).map_err(CallError::from)?;
        self.check_batch(&shape, input, output, count)?;
        let (done, outcome) =
            self.attempt_batch(slot, self.resolved(slot), &shape, input.ptr().0, output.ptr().0, count);
        outcome.map_err(|stop| BatchError::Stopped { done: done as usize, source: stop.into_error() })
    }

    /// Checks that a batch fits its buffers.
    pub(crate) fn check_batch(
        &self,
        shape: &Shape,
        input: &Buffer,
        output: &Buffer,
        count: u32,
    ) -> Result<(), BatchError> {
        for (what, buffer, size) in [("input", input, shape.stride), ("output", output, shape.result_size())] {
            let needed = u64::from(size) * u64::from(count);
            if needed > u64::from(buffer.len()) {
                return Err(BatchError::Size { what, count, needed, len: buffer.len() });
            }
            // A buffer of another runtime may be anywhere.
            let start = buffer.ptr().0.checked_sub(DATA_BASE);
            if size != 0 && start.is_none_or(|start| u64::from(start) + needed > u64::from(self.memory_size())) {
                let (address, len) = (buffer.ptr().0, needed);
                return Err(CallError::from(Error::Bounds { address, len }).into());
            }
        }
        Ok(())
    }

    /// Applies a function as it was when it was resolved to elements whose buffers have been checked. Says how many
    /// were finished, and why not all if it stopped.
    pub(crate) fn attempt_batch(
        &mut self,
        slot: Slot,
        function: Resolved,
        shape: &Arc<Shape>,
        input: u32,
        output: u32,
        count: u32,
    ) -> (u32, Result<(), Stop>) {
        if count == 0 {
            return (0, Ok(()));
        }
        match Batch::begin(self, slot, function, shape.clone()) {
            Ok(mut batch) => batch.run(input, output, count),
            Err(error) => (0, Err(error.into())),
        }
    }

    /// Calls the function of a slot that was resolved in this generation for each element that `next` packs, and
    /// appends what `make` makes of each result.
    pub(crate) fn call_each<T>(
        &mut self,
        slot: Slot,
        shape: Arc<Shape>,
        mut next: impl FnMut(&mut [u8]) -> Next,
        make: impl Fn(u64) -> T,
        results: &mut Vec<T>,
    ) -> Result<(), BatchError> {
        let mut total = 0;
        let function = self.resolved(slot);
        let mut batch = Batch::begin(self, slot, function, shape)?;
        let staging = batch.stage()?;
        loop {
            let (count, last) = batch.fill(&staging, &mut next)?;
            let (done, outcome) =
                if count == 0 { (0, Ok(())) } else { batch.run(staging.input, staging.output, count) };
            batch.collect(&staging, done, &make, results)?;
            total += done as usize;
            let stopped = |source| BatchError::Stopped { done: total, source };
            if let Err(stop) = outcome {
                drop(batch);
                return Err(stopped(stop.into_error()));
            }
            match last {
                Next::Element => {}
                Next::End => return Ok(()),
                Next::Bad(error) => return Err(stopped(error)),
            }
        }
    }

    /// Takes the staging buffer, or as much as there is room for but not less than `least` bytes.
    fn take_staging(&mut self, least: u32) -> Result<Buffer, Error> {
        if let Some(staging) = self.batches.staging.take() {
            return Ok(staging);
        }
        let mut len = self.staging_size();
        loop {
            match self.alloc(len) {
                Err(Error::OutOfMemory { .. }) if len > least => len = (len / 2).max(least),
                taken => return taken,
            }
        }
    }

    /// Frees the staging buffer that is kept, if nobody uses it: somebody else needs the space. Says whether there was
    /// one.
    pub(super) fn release_staging(&mut self) -> bool {
        self.batches.staging.take().is_some_and(|staging| self.free(staging).is_ok())
    }

    /// The first one is kept, unless it is a makeshift.
    fn give_staging_back(&mut self, staging: Buffer) {
        if self.batches.staging.is_none() && staging.len() == self.staging_size() {
            self.batches.staging = Some(staging);
        } else {
            // It was taken for this batch.
            let _ = self.free(staging);
        }
    }

    fn staging_size(&self) -> u32 {
        STAGING.min(self.memory_size() / STAGING_SHARE)
    }
}

/// A batch that has begun. Dropped, it ends, and the runtime is in order: also when the caller's iterator panics.
struct Batch<'a> {
    runtime: &'a mut Runtime,
    upcall: Upcall,
    shape: Arc<Shape>,
    /// What is left of its deadline, if it has one: the time between two runs is the host's own.
    left: Duration,
    returned: bool,
    staging: Option<Buffer>,
}

/// Where the chunks of a batch go.
struct Staging {
    input: u32,
    output: u32,
    /// Elements for which there is room.
    capacity: u32,
}

impl<'a> Batch<'a> {
    fn begin(runtime: &'a mut Runtime, slot: Slot, function: Resolved, shape: Arc<Shape>) -> Result<Self, CallError> {
        let left = runtime.deadline.unwrap_or_default();
        let upcall = runtime.begin_as(slot, function, false)?;
        let batch = Self { runtime, upcall, shape, left, returned: true, staging: None };
        batch.pause();
        Ok(batch)
    }

    fn pause(&self) {
        if self.upcall.watched
            && let Some(lease) = &self.runtime.lease
        {
            lease.finish();
        }
    }

    /// Takes space for chunks. Results lie where the elements were, if they are no larger: that halves the cache lines
    /// that go back and forth.
    fn stage(&mut self) -> Result<Staging, CallError> {
        let (stride, result) = (self.shape.stride, self.shape.result_size());
        let in_place = result <= stride;
        let size = if in_place { stride } else { stride + result };
        if size == 0 {
            return Ok(Staging { input: DATA_BASE, output: DATA_BASE, capacity: CHUNK });
        }
        // Up to 7 bytes are lost between elements and results.
        let staging = self.runtime.take_staging(size + 7)?;
        self.staging = Some(staging);
        let capacity = ((staging.len() - 7) / size).min(CHUNK);
        let input = staging.ptr().0;
        let output = if in_place { input } else { (input + capacity * stride).next_multiple_of(8) };
        Ok(Staging { input, output, capacity })
    }

    /// Packs elements into the staging buffer until it is full or there are no more; says how many, and what the last
    /// one asked for was.
    fn fill(&mut self, staging: &Staging, next: &mut impl FnMut(&mut [u8]) -> Next) -> Result<(u32, Next), CallError> {
        let stride = self.shape.stride as usize;
        if stride == 0 {
            for count in 0..staging.capacity {
                match next(&mut []) {
                    Next::Element => {}
                    end => return Ok((count, end)),
                }
            }
            return Ok((staging.capacity, Next::Element));
        }
        let mut piece = [0; PIECE];
        let (mut filled, mut last) = (0, Next::Element);
        while filled < staging.capacity && matches!(last, Next::Element) {
            let most = (PIECE / stride).min((staging.capacity - filled) as usize);
            let mut count = 0;
            for element in piece.chunks_exact_mut(stride).take(most) {
                last = next(element);
                if !matches!(last, Next::Element) {
                    break;
                }
                count += 1;
            }
            self.runtime.write(Ptr(staging.input + filled * stride as u32), &piece[..count * stride])?;
            filled += count as u32;
        }
        Ok((filled, last))
    }

    /// Runs the function for `count` elements, not 0, at an address. Says how many were finished, and why not all if
    /// it stopped.
    fn run(&mut self, input: u32, output: u32, count: u32) -> (u32, Result<(), Stop>) {
        let mut started = None;
        if self.upcall.watched
            && let Some(lease) = &self.runtime.lease
        {
            started = Some(Instant::now());
            lease.start(Some(self.left));
        }
        let (done, outcome) = if self.runtime.machine.gate_links().is_some() {
            self.run_in_guest(input, output, count)
        } else {
            self.run_one_by_one(input, output, count)
        };
        if let Some(started) = started {
            self.pause();
            self.left = self.left.saturating_sub(started.elapsed());
        }
        self.returned = outcome.is_ok();
        (done, outcome)
    }

    fn run_in_guest(&mut self, input: u32, output: u32, count: u32) -> (u32, Result<(), Stop>) {
        let runtime = &mut *self.runtime;
        let target = match self.upcall.function.target {
            SlotTarget::Function { code, .. } | SlotTarget::Builtin { code, .. } => code,
            SlotTarget::Undefined => unreachable!("the runtime does not call undefined slots"),
        };
        let target = runtime.machine.isa().code_address(target);
        let call = Call {
            target: SlotTarget::Builtin { id: 0, code: self.shape.many },
            adapter: self.shape.entry,
            args: &[input, output, count, target].map(u64::from),
        };
        // The progress of the batch around this one, if there is one.
        let outer = (runtime.depth > 1).then(|| runtime.machine.progress());
        runtime.machine.set_progress(0);
        let outcome = runtime.run(&call);
        // The guest may have written anything there.
        let done = if outcome.is_ok() { count } else { runtime.machine.progress().min(count) };
        if let Some(outer) = outer {
            runtime.machine.set_progress(outer);
        }
        (done, outcome.map(|_| ()))
    }

    fn run_one_by_one(&mut self, input: u32, output: u32, count: u32) -> (u32, Result<(), Stop>) {
        for i in 0..count {
            if let Err(stop) = self.run_one(input + i * self.shape.stride, output + i * self.shape.result_size()) {
                return (i, Err(stop));
            }
        }
        (count, Ok(()))
    }

    /// What the loop adapter does for one element.
    fn run_one(&mut self, input: u32, output: u32) -> Result<(), Stop> {
        let mut element = [0; ELEMENT_MAX];
        let element = &mut element[..self.shape.stride as usize];
        if !element.is_empty() {
            self.runtime.read(Ptr(input), element)?;
        }
        let mut words = [0; MAX_ARGS];
        for (word, &(ty, offset)) in words.iter_mut().zip(&self.shape.fields) {
            let mut bytes = [0; 8];
            let size = ty.size() as usize;
            bytes[..size].copy_from_slice(&element[offset as usize..][..size]);
            *word = normalise(u64::from_le_bytes(bytes), ty);
        }
        let args = &words[..self.shape.fields.len()];
        let word = self.runtime.run(&Call { target: self.upcall.function.target, adapter: 0, args })?;
        if let Some(ty) = self.shape.result {
            self.runtime.write(Ptr(output), &normalise(word, ty).to_le_bytes()[..ty.size() as usize])?;
        }
        Ok(())
    }

    /// Appends the results of the first `done` elements of a chunk.
    fn collect<T>(
        &self,
        staging: &Staging,
        done: u32,
        make: &impl Fn(u64) -> T,
        results: &mut Vec<T>,
    ) -> Result<(), CallError> {
        let done = done as usize;
        results.reserve(done);
        let Some(ty) = self.shape.result else {
            results.extend((0..done).map(|_| make(0)));
            return Ok(());
        };
        let mut piece = [0; PIECE];
        let size = ty.size() as usize;
        let mut taken = 0;
        while taken < done {
            let count = (PIECE / size).min(done - taken);
            let bytes = &mut piece[..count * size];
            self.runtime.read(Ptr(staging.output + (taken * size) as u32), bytes)?;
            let value = |word| make(normalise(word, ty));
            match size {
                1 => results.extend(bytes.iter().map(|&byte| value(u64::from(byte)))),
                2 => results.extend(bytes.as_chunks().0.iter().map(|&half| value(u16::from_le_bytes(half).into()))),
                4 => results.extend(bytes.as_chunks().0.iter().map(|&word| value(u32::from_le_bytes(word).into()))),
                _ => results.extend(bytes.as_chunks().0.iter().map(|&word| value(u64::from_le_bytes(word)))),
            }
            taken += count;
        }
        Ok(())
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        self.runtime.end(&self.upcall, self.returned);
        if let Some(staging) = self.staging.take() {
            self.runtime.give_staging_back(staging);
        }
    }
}
