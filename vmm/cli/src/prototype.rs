//! Function types as C spells them.

use plugvisor::{Signature, Ty};

/// `int name(int, void *)`
pub(crate) fn prototype(name: &str, signature: &Signature) -> String {
    let result = signature.result.map_or("void", Ty::c_name);
    let space = if result.ends_with('*') { "" } else { " " };
    let mut params: Vec<&str> = signature.params.iter().map(|ty| ty.c_name()).collect();
    match (params.is_empty(), signature.variadic) {
        (_, true) => params.push("..."),
        (true, false) => params.push("void"),
        (false, false) => {}
    }
    format!("{result}{space}{name}({})", params.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling() {
        let signature = |params: &[Ty], result, variadic| Signature { params: params.to_vec(), result, variadic };
        assert_eq!(prototype("f", &signature(&[], None, false)), "void f(void)");
        assert_eq!(prototype("g", &signature(&[Ty::U64], Some(Ty::Ptr), true)), "void *g(unsigned long long, ...)");
    }
}
