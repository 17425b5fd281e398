//! What a source text is compiled with: files to include, macros that are defined before it, constants of run time, how
//! much work, and for how long.

use std::sync::Arc;

use jit::bind::{Bindings, Constant};
use jit::ir::vector::Features;
use jit::opt::Observer;
use jit::{Cancel, Header, Headers, OptLevel, Options};

/// What a source text is compiled with. The C library's headers are always there, behind those of the embedder's.
///
/// ```
/// # use plugvisor::{Engine, Mode, Preprocessing, Runtime};
/// # let mut runtime = Runtime::builder(&Engine::new()).mode(Mode::Interp).build()?;
/// let preprocessing = Preprocessing::new().define("LIMIT", "40 + 2");
/// let module = runtime.compile_with("f.c", "int f(void) { return LIMIT; }", &preprocessing)?;
/// runtime.link(&module)?;
/// assert_eq!(runtime.func::<(), i32>("f")?.call(&mut runtime, ())?, 42);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Preprocessing {
    headers: Option<Arc<dyn Headers>>,
    defines: Vec<(String, String)>,
    undefs: Vec<String>,
    level: Option<OptLevel>,
    without: Vec<String>,
    bindings: Bindings,
    observer: Option<Arc<dyn Observer>>,
    pub(crate) cancel: Option<Arc<dyn Cancel>>,
}

impl Preprocessing {
    /// The C library's headers and no macros.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Where included files come from. What it does not have is searched for among the C library's headers.
    #[must_use]
    pub fn headers(mut self, headers: Arc<dyn Headers>) -> Self {
        self.headers = Some(headers);
        self
    }

    /// Defines a macro, with parameters or not: `define("TWICE(x)", "((x) + (x))")`.
    #[must_use]
    pub fn define(mut self, name: &str, body: &str) -> Self {
        self.defines.push((name.to_owned(), body.to_owned()));
        self
    }

    /// Takes a macro away, a predefined one for example.
    #[must_use]
    pub fn undefine(mut self, name: &str) -> Self {
        self.undefs.push(name.to_owned());
        self
    }

    /// How much work the compiler puts into the code; what the runtime or the engine was built with unless set.
    ///
    /// ```
    /// # use plugvisor::{Engine, Mode, OptLevel, Preprocessing, Runtime};
    /// # let mut runtime = Runtime::builder(&Engine::new()).mode(Mode::Interp).build()?;
    /// let hot = Preprocessing::new().opt_level(OptLevel::O2);
    /// let module = runtime.compile_with("f.c", "int f(int x) { return x / 10; }", &hot)?;
    /// # runtime.link(&module)?;
    /// # assert_eq!(runtime.func::<(i32,), i32>("f")?.call(&mut runtime, (42,))?, 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn opt_level(mut self, level: OptLevel) -> Self {
        self.level = Some(level);
        self
    }

    /// This level, if none was asked for.
    pub(crate) fn or_level(mut self, level: OptLevel) -> Self {
        self.level.get_or_insert(level);
        self
    }

    /// Binds a variable of file scope to a constant of run time: the source text is compiled as if the variable was
    /// `const` and had this initialiser, so that what depends on it is folded, unrolled and left out. A scalar takes
    /// a number; a variable of any type takes its bytes as they lie in a plugin's memory (see the crate's page), of
    /// which those that are missing at the end are zero.
    ///
    /// An error of code `E0902` says that the source text has no place for it, one of `E0903` that it writes to it.
    /// A write that the compiler does not see, through a pointer, changes the variable, and what reads it may go on
    /// with the constant.
    ///
    /// ```
    /// # use plugvisor::{Engine, Mode, OptLevel, Preprocessing, Runtime};
    /// # let mut runtime = Runtime::builder(&Engine::new()).mode(Mode::Interp).build()?;
    /// const SOURCE: &str = "
    ///     int weights[8], count;
    ///     int dot(const int *v) { int sum = 0; for (int i = 0; i < count; i++) sum += weights[i] * v[i]; return sum; }";
    /// let weights: Vec<u8> = [3, 0, -1].into_iter().flat_map(i32::to_le_bytes).collect();
    /// let fixed = Preprocessing::new().opt_level(OptLevel::O2).bind("weights", weights).bind("count", 3);
    /// let module = runtime.compile_with("dot.c", SOURCE, &fixed)?;
    /// runtime.link(&module)?;
    /// # let v = runtime.alloc_from(&[2, 0, 0, 0, 9, 0, 0, 0, 5, 0, 0, 0])?;
    /// # assert_eq!(runtime.func::<(plugvisor::Ptr,), i32>("dot")?.call(&mut runtime, (v.ptr(),))?, 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn bind(mut self, variable: &str, value: impl Into<Constant>) -> Self {
        self.bindings.globals.push((variable.to_owned(), value.into()));
        self
    }

    /// Binds a scalar parameter of an exported function to a constant of run time. The function keeps its type, and
    /// what callers pass for the parameter is ignored. Inside of its file nothing changes: whoever calls it there with
    /// another value, or by a pointer, calls a general copy.
    ///
    /// ```
    /// # use plugvisor::{Engine, Mode, OptLevel, Preprocessing, Runtime};
    /// # let mut runtime = Runtime::builder(&Engine::new()).mode(Mode::Interp).build()?;
    /// let thrice = Preprocessing::new().bind_param("power", "n", 3);
    /// let source = "int power(int x, int n) { int y = 1; while (n--) y *= x; return y; }";
    /// let module = runtime.compile_with("power.c", source, &thrice)?;
    /// runtime.link(&module)?;
    /// assert_eq!(runtime.func::<(i32, i32), i32>("power")?.call(&mut runtime, (5, 0))?, 125);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn bind_param(mut self, function: &str, parameter: &str, value: impl Into<Constant>) -> Self {
        self.bindings.params.push((function.to_owned(), parameter.to_owned(), value.into()));
        self
    }

    /// Whether names that the source text does not define may be bound, since another file of the program does. They
    /// are errors unless set.
    #[must_use]
    pub fn bind_elsewhere(mut self, allow: bool) -> Self {
        self.bindings.elsewhere = allow;
        self
    }

    /// Leaves a pass of the optimiser out, by its name: to find the one that makes a difference. A name that no pass
    /// has does nothing.
    #[must_use]
    pub fn without_pass(mut self, name: &str) -> Self {
        self.without.push(name.to_owned());
        self
    }

    /// Who watches the compiler's work: times, remarks of the optimiser, texts before and after its passes.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// What cancels the compilation, from another thread as a rule: it ends soon with an error of code `E0901` then.
    ///
    /// What a plugin compiles by calling `create` is cancelled by its upcall's deadline without this.
    ///
    /// ```
    /// # use std::sync::Arc;
    /// # use std::sync::atomic::{AtomicBool, Ordering};
    /// # use plugvisor::{Engine, Error, Mode, Preprocessing, Runtime};
    /// # let mut runtime = Runtime::builder(&Engine::new()).mode(Mode::Interp).build()?;
    /// let late = Arc::new(AtomicBool::new(false));
    /// let preprocessing = Preprocessing::new().cancel(late.clone());
    /// late.store(true, Ordering::Relaxed); // by a thread that watches the clock
    /// let result = runtime.compile_with("f.c", "int f(void) { return 1; }", &preprocessing);
    /// assert!(matches!(result, Err(Error::Compile(error)) if error.to_string().contains("E0901")));
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn cancel(mut self, cancel: Arc<dyn Cancel>) -> Self {
        self.cancel = Some(cancel);
        self
    }

    /// What the compiler is told of it.
    #[must_use]
    pub fn options(&self) -> Options {
        let level = self.level.unwrap_or_default();
        // No other level has a use for vectors, nor any reason to ask KVM.
        let vectors = if level == OptLevel::O2 { crate::guest::vectors() } else { Features::default() };
        Options {
            headers: Some(Arc::new(Search { first: self.headers.clone() })),
            defines: self.defines.clone(),
            undefs: self.undefs.clone(),
            level,
            vectors,
            without: self.without.clone(),
            bindings: self.bindings.clone(),
            observer: self.observer.clone(),
            library: Some(clib::provider()),
            cancel: self.cancel.clone(),
            ..Options::default()
        }
    }
}

/// The embedder's headers and then the C library's.
#[derive(Debug)]
struct Search {
    first: Option<Arc<dyn Headers>>,
}

impl Headers for Search {
    fn open(&self, name: &str, angled: bool, includer: &str) -> Option<Header> {
        let own = self.first.as_ref().and_then(|headers| headers.open(name, angled, includer));
        own.or_else(|| clib::provider().open(name, angled, includer))
    }

    fn names(&self) -> Vec<String> {
        let mut names = self.first.as_ref().map_or_else(Vec::new, |headers| headers.names());
        names.extend(clib::provider().names());
        names
    }

    fn searched(&self, angled: bool, includer: &str) -> Vec<String> {
        let mut searched = self.first.as_ref().map_or_else(Vec::new, |headers| headers.searched(angled, includer));
        searched.push("the C library".to_owned());
        searched
    }
}
