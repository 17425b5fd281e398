//! The three built-ins of every runtime, by which plugins make, find and remove plugins:
//!
//! ```c
//! int create(const char *name, const char *source); // 0; -1 if the text does not compile, -2 if it does not link
//! void *lookup(const char *name);                   // function pointer or address of a variable; null if not there
//! int delete(const char *name);                     // 0; -1 if there is no plugin's function or variable of that name
//! ```

use guest_abi::Ty;
use linker::object::Signature;

use crate::builtin::Builtin;
use crate::caller::Caller;
use crate::error::Error;
use crate::value::Ptr;

/// Longest name that plugins can pass.
const MAX_NAME: usize = 4096;
/// Longest source text that plugins can pass.
const MAX_SOURCE: usize = 1 << 20;

/// The built-ins.
pub(crate) fn all() -> [Builtin; 3] {
    [Builtin::typed("create", create), Builtin::typed("lookup", lookup), Builtin::typed("delete", delete)]
}

/// Their names and types, for the compiler.
pub(crate) fn signatures() -> Vec<(String, Signature)> {
    let signature =
        |params: &[Ty], result| Signature { params: params.to_vec(), result: Some(result), variadic: false };
    vec![
        ("create".to_owned(), signature(&[Ty::Ptr, Ty::Ptr], Ty::I32)),
        ("lookup".to_owned(), signature(&[Ty::Ptr], Ty::Ptr)),
        ("delete".to_owned(), signature(&[Ty::Ptr], Ty::I32)),
    ]
}

fn create(caller: &mut Caller<'_>, name: Ptr, source: Ptr) -> Result<i32, Error> {
    let (name, source) = (text(caller, name, MAX_NAME)?, text(caller, source, MAX_SOURCE)?);
    match caller.create(&name, &source) {
        Ok(()) => Ok(0),
        Err(error) => {
            let code = if matches!(error, Error::Compile(_)) { -1 } else { -2 };
            caller.fail_create(error);
            Ok(code)
        }
    }
}

fn lookup(caller: &mut Caller<'_>, name: Ptr) -> Result<Ptr, Error> {
    let name = text(caller, name, MAX_NAME)?;
    Ok(caller.lookup(&name).map_or(Ptr::NULL, |symbol| symbol.address()))
}

fn delete(caller: &mut Caller<'_>, name: Ptr) -> Result<i32, Error> {
    let name = text(caller, name, MAX_NAME)?;
    Ok(if caller.delete(&name).is_ok() { 0 } else { -1 })
}

/// A string of the plugin. One that can't be read ends the upcall, as a wild pointer does in the plugin itself.
fn text(caller: &Caller<'_>, at: Ptr, max: usize) -> Result<String, Error> {
    let bytes = caller.read_cstr(at, max)?;
    String::from_utf8(bytes).map_err(|_| Error::Text { address: at.0, reason: "is not UTF-8" })
}
