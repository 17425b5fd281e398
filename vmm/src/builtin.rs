//! Host functions that plugins call exactly as they call each other.

use std::pin::Pin;
use std::sync::Arc;

use guest_abi::Ty;
use linker::object::Signature;

use crate::caller::Caller;
use crate::error::BoxError;
use crate::oneway::OneWay;
use crate::value::{MAX_ARGS, Returns, Scalar, Value, for_each_arity, normalise};

/// What an async built-in leaves behind: its result is to come.
pub(crate) type HostFuture = Pin<Box<dyn Future<Output = Result<u64, BoxError>> + Send>>;

type Now = dyn Fn(&mut Caller<'_>, &[u64]) -> Result<u64, BoxError> + Send + Sync;
type Later = dyn Fn(&mut Caller<'_>, &[u64]) -> HostFuture + Send + Sync;

/// A host function over words. It is shared so that a builder can build many runtimes, and so that a built-in can
/// run while the runtime that has it is borrowed.
#[derive(Clone)]
pub enum HostFn {
    /// Returns its result.
    Now(Arc<Now>),
    /// Returns a future of its result.
    Later(Arc<Later>),
}

/// A host function with its C name and type.
#[derive(Clone)]
pub(crate) struct Builtin {
    pub name: String,
    pub signature: Signature,
    /// Machine-level parameters, at most [`MAX_ARGS`] once it is in a runtime.
    pub words: usize,
    pub function: HostFn,
    /// The function once more, to be taken out while it runs: cheaper than another reference each time. Not there
    /// while it is in progress further out.
    pub spare: Option<HostFn>,
    /// How calls that need no answer are handed out; `None` if the plugin waits for the answer.
    pub oneway: Option<OneWay>,
}

impl Builtin {
    pub(crate) fn new(name: &str, signature: Signature, function: HostFn, oneway: Option<OneWay>) -> Self {
        let words = signature.words().count();
        Self { name: name.to_owned(), signature, words, function, spare: None, oneway }
    }

    /// A built-in from a typed closure.
    pub(crate) fn typed<Args, R>(name: &str, function: impl IntoBuiltin<Args, R>) -> Self {
        let (signature, function) = function.into_builtin();
        Self::new(name, signature, function, None)
    }

    /// A built-in from a typed closure that returns a future.
    pub(crate) fn typed_async<Args, F>(name: &str, function: impl IntoAsyncBuiltin<Args, F>) -> Self {
        let (signature, function) = function.into_builtin();
        Self::new(name, signature, function, None)
    }

    /// A built-in whose type is only known at run time.
    pub(crate) fn dynamic<F>(name: &str, signature: Signature, function: F) -> Self
    where
        F: Fn(&mut Caller<'_>, &[Value]) -> Result<Option<Value>, BoxError> + Send + Sync + 'static,
    {
        let types: Vec<Ty> = signature.params.iter().copied().chain(signature.variadic.then_some(Ty::Ptr)).collect();
        let result = signature.result;
        let over_words = move |caller: &mut Caller<'_>, words: &[u64]| {
            let mut values = [Value::U32(0); MAX_ARGS];
            for ((value, &word), &ty) in values.iter_mut().zip(words).zip(&types) {
                *value = Value::from_word(word, ty);
            }
            let count = types.len().min(words.len()).min(MAX_ARGS);
            let value = function(caller, &values[..count])?;
            if value.map(Value::val_type) != result.map(Ty::val_type) {
                return Err(format!("the built-in returned {value:?}, which is not of its type").into());
            }
            Ok(value.map_or(0, Value::word))
        };
        Self::new(name, signature, HostFn::Now(Arc::new(over_words)), None)
    }
}

/// What a built-in may return: a [`Scalar`], `()`, or a `Result` of one of them.
pub trait BuiltinResult: 'static {
    /// The type without the `Result`.
    #[doc(hidden)]
    type Value: Returns;
    /// As a `Result`.
    #[doc(hidden)]
    fn into_result(self) -> Result<Self::Value, BoxError>;
}

impl BuiltinResult for () {
    type Value = ();
    fn into_result(self) -> Result<(), BoxError> {
        Ok(())
    }
}

impl<T: Scalar> BuiltinResult for T {
    type Value = T;
    fn into_result(self) -> Result<T, BoxError> {
        Ok(self)
    }
}

impl<T: Returns, E: Into<BoxError> + 'static> BuiltinResult for Result<T, E> {
    type Value = T;
    fn into_result(self) -> Result<T, BoxError> {
        self.map_err(Into::into)
    }
}

/// A closure that can be a built-in: `Fn(&mut Caller<'_>, ..) -> R` with up to 16 [`Scalar`] arguments and a
/// [`BuiltinResult`].
pub trait IntoBuiltin<Args, R>: Sized {
    /// Its type and the closure over words.
    #[doc(hidden)]
    fn into_builtin(self) -> (Signature, HostFn);
}

/// A closure that can be an async built-in: `Fn(&mut Caller<'_>, ..) -> impl Future<Output = R> + Send + 'static` with
/// up to 16 [`Scalar`] arguments and a [`BuiltinResult`].
///
/// The future can't hold on to the [`Caller`]: copy what it needs before it is made.
pub trait IntoAsyncBuiltin<Args, F>: Sized {
    /// Its type and the closure over words.
    #[doc(hidden)]
    fn into_builtin(self) -> (Signature, HostFn);
}

macro_rules! into_builtin {
    ($($name:ident $index:tt),*) => {
        impl<Func, R, $($name: Scalar),*> IntoBuiltin<($($name,)*), R> for Func
        where
            Func: Fn(&mut Caller<'_>, $($name),*) -> R + Send + Sync + 'static,
            R: BuiltinResult,
        {
            fn into_builtin(self) -> (Signature, HostFn) {
                let signature = Signature {
                    params: vec![$($name::TY),*],
                    result: <R::Value as Returns>::TYPE,
                    variadic: false,
                };
                let over_words = move |caller: &mut Caller<'_>, _words: &[u64]| {
                    self(caller $(, $name::from_word(normalise(_words[$index], $name::TY)))*)
                        .into_result()
                        .map(Returns::into_result)
                };
                (signature, HostFn::Now(Arc::new(over_words)))
            }
        }

        impl<Func, Fut, $($name: Scalar),*> IntoAsyncBuiltin<($($name,)*), Fut> for Func
        where
            Func: Fn(&mut Caller<'_>, $($name),*) -> Fut + Send + Sync + 'static,
            Fut: Future<Output: BuiltinResult> + Send + 'static,
        {
            fn into_builtin(self) -> (Signature, HostFn) {
                let signature = Signature {
                    params: vec![$($name::TY),*],
                    result: <<Fut::Output as BuiltinResult>::Value as Returns>::TYPE,
                    variadic: false,
                };
                let over_words = move |caller: &mut Caller<'_>, _words: &[u64]| -> HostFuture {
                    let future = self(caller $(, $name::from_word(normalise(_words[$index], $name::TY)))*);
                    Box::pin(async move { future.await.into_result().map(Returns::into_result) })
                };
                (signature, HostFn::Later(Arc::new(over_words)))
            }
        }
    };
}

for_each_arity!(into_builtin);
