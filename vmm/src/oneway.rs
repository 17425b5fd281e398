//! Closures that can be one-way built-ins: they return nothing and see nothing of the runtime, so that the plugin
//! need not wait for them.

use std::sync::Arc;

use guest_abi::Ty;
use linker::object::Signature;

use crate::builtin::{Builtin, HostFn};
use crate::caller::Caller;
use crate::error::{BoxError, Error};
use crate::value::{Ptr, Scalar, for_each_arity, normalise};

/// A one-way built-in over the words of its arguments.
pub(crate) type WordsFn = Arc<dyn Fn(&[u64]) + Send + Sync>;

/// A one-way built-in over bytes.
pub(crate) type BytesFn = Arc<dyn Fn(&[u8]) + Send + Sync>;

/// What the host does with the payload of a record.
#[derive(Clone)]
pub(crate) enum OneWay {
    /// One word per argument.
    Words(WordsFn),
    /// Bytes as they are.
    Bytes(BytesFn),
}

impl Builtin {
    /// A one-way built-in over scalars.
    pub(crate) fn oneway<Args>(name: &str, function: impl IntoOneWay<Args>) -> Self {
        let (params, function) = function.into_oneway();
        let signature = Signature { params, result: None, variadic: false };
        let direct = function.clone();
        let over_words = move |_: &mut Caller<'_>, words: &[u64]| {
            direct(words);
            Ok(0)
        };
        let oneway = Some(OneWay::Words(function));
        Self::new(name, signature, HostFn::Now(Arc::new(over_words)), oneway)
    }

    /// A one-way built-in over bytes: `void name(const void *bytes, int len)`.
    pub(crate) fn records(name: &str, function: impl Fn(&[u8]) + Send + Sync + 'static) -> Self {
        let function: BytesFn = Arc::new(function);
        let signature = Signature { params: vec![Ty::Ptr, Ty::I32], result: None, variadic: false };
        let direct = function.clone();
        let over_words = move |caller: &mut Caller<'_>, words: &[u64]| -> Result<u64, BoxError> {
            let (address, len) = (words[0] as u32, words[1] as u32);
            // A negative length is as wrong as one beyond the segment, and neither is worth an allocation.
            if len > caller.memory_size() {
                return Err(Error::Bounds { address, len: u64::from(len) }.into());
            }
            let mut bytes = vec![0; len as usize];
            caller.read(Ptr(address), &mut bytes)?;
            direct(&bytes);
            Ok(0)
        };
        let oneway = Some(OneWay::Bytes(function));
        Self::new(name, signature, HostFn::Now(Arc::new(over_words)), oneway)
    }
}

/// A closure that can be a one-way built-in: `Fn(..)` with up to 16 [`Scalar`] arguments and without a result.
pub trait IntoOneWay<Args>: Sized {
    /// Its parameters and the closure over words.
    #[doc(hidden)]
    fn into_oneway(self) -> (Vec<Ty>, WordsFn);
}

macro_rules! into_oneway {
    ($($name:ident $index:tt),*) => {
        impl<Func, $($name: Scalar),*> IntoOneWay<($($name,)*)> for Func
        where
            Func: Fn($($name),*) + Send + Sync + 'static,
        {
            fn into_oneway(self) -> (Vec<Ty>, WordsFn) {
                let over_words = move |_words: &[u64]| {
                    self($($name::from_word(normalise(_words[$index], $name::TY))),*);
                };
                (vec![$($name::TY),*], Arc::new(over_words))
            }
        }
    };
}

for_each_arity!(into_oneway);
