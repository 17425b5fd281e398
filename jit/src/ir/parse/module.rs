//! Header, declarations and data.

use super::lexer::Token;
use super::{Named, Parser, Result};
use crate::ir::Module;
use crate::ir::mnemonic;
use linker::object::{DataItem, Linkage, Reloc, Signature, Symbol, SymbolId, SymbolKind};

impl Parser<'_> {
    pub(super) fn module(&mut self) -> Result<Module> {
        self.keyword("module")?;
        let name = self.text()?;
        let mut module = Module {
            name,
            files: Vec::new(),
            symbols: Vec::new(),
            functions: Vec::new(),
            data: Vec::new(),
            constants: Vec::new(),
        };
        while self.eat_word("file")? {
            module.files.push(self.text()?);
        }
        while let Token::Word(word) = self.token
            && let Some(linkage) = mnemonic::lookup(mnemonic::LINKAGE, word)
        {
            self.advance()?;
            let symbol = self.declaration(linkage)?;
            let id = SymbolId(module.symbols.len() as u32);
            let named = self.names.entry(symbol.name.clone()).or_insert(Named { id, unique: true });
            named.unique = named.id == id;
            module.symbols.push(symbol);
        }
        loop {
            if self.eat_word("function")? {
                let function = self.function(&module.symbols)?;
                module.functions.push(function);
            } else if self.eat_word("const")? {
                self.keyword("data")?;
                let item = self.data(&module.symbols)?;
                module.constants.push(item.symbol);
                module.data.push(item);
            } else if self.eat_word("data")? {
                let item = self.data(&module.symbols)?;
                module.data.push(item);
            } else if self.token == Token::End {
                module.constants.sort_unstable();
                module.constants.dedup();
                return Ok(module);
            } else {
                return self.expected("`function`, `data` or `const data`");
            }
        }
    }

    fn declaration(&mut self, linkage: Linkage) -> Result<Symbol> {
        let function = self.eat_word("function")?;
        if !function {
            self.keyword("data")?;
        }
        let Token::Symbol(name) = &mut self.token else { return self.expected("a name") };
        let name = std::mem::take(name);
        self.advance()?;
        let kind = if function {
            SymbolKind::Function(self.signature()?)
        } else {
            self.keyword("size")?;
            let size = self.number()?;
            self.keyword("align")?;
            SymbolKind::Data { size, align: self.number()? }
        };
        Ok(Symbol { name, kind, linkage, loc: self.place()? })
    }

    fn signature(&mut self) -> Result<Signature> {
        let mut signature = Signature { params: Vec::new(), result: None, variadic: false };
        self.mark('(')?;
        if !self.eat(')')? {
            loop {
                if self.token == Token::Dots {
                    self.advance()?;
                    signature.variadic = true;
                    self.mark(')')?;
                    break;
                }
                signature.params.push(self.one_of(mnemonic::C_TYPES, "a C type")?);
                if self.eat(')')? {
                    break;
                }
                self.mark(',')?;
            }
        }
        if self.token == Token::Arrow {
            self.advance()?;
            signature.result = Some(self.one_of(mnemonic::C_TYPES, "a C type")?);
        }
        Ok(signature)
    }

    fn data(&mut self, symbols: &[Symbol]) -> Result<DataItem> {
        let mut item = DataItem { symbol: self.symbol(symbols)?, init: Vec::new(), relocs: Vec::new() };
        self.mark('{')?;
        while let Token::Text(bytes) | Token::Hex(bytes) = &mut self.token {
            item.init.append(bytes);
            self.advance()?;
        }
        while self.eat_word("reloc")? {
            let at = self.number()?;
            let kind = self.one_of(mnemonic::RELOCS, "a relocation's kind")?;
            let symbol = self.symbol(symbols)?;
            item.relocs.push(Reloc { at, kind, symbol, addend: self.offset()? });
        }
        self.mark('}')?;
        Ok(item)
    }
}
