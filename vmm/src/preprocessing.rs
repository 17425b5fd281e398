//! What a source text is compiled with: files to include, macros that are defined before it, how much work, and for how
//! long.

use std::sync::Arc;

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
        Options {
            headers: Some(Arc::new(Search { first: self.headers.clone() })),
            defines: self.defines.clone(),
            undefs: self.undefs.clone(),
            level: self.level.unwrap_or_default(),
            without: self.without.clone(),
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
