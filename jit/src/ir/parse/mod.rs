//! Reads the text form back. The grammar is described in the module `ir`.
//!
//! The parser accepts any text that has the form of a module, also where the module is not valid: what a value's
//! type may be is for [`verify`](super::verify) to say. It does not recurse and takes time linear in the text.

mod function;
mod lexer;
mod module;
mod op;

use super::mnemonic::{Table, lookup};
use super::{Block, Module, StackSlot, Value};
use lexer::{Lexer, Token};
use linker::object::{SrcLoc, Symbol, SymbolId};
use rustc_hash::FxHashMap;

/// What is wrong with a text, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct Error {
    /// Line, counted from 1.
    pub line: u32,
    /// What is wrong.
    pub message: String,
}

type Result<T> = std::result::Result<T, Error>;

/// Parses the text of a module.
///
/// # Errors
/// The first thing that is not as the grammar says.
pub fn parse(text: &str) -> Result<Module> {
    let mut parser = Parser { lexer: Lexer::new(text), token: Token::End, line: 1, names: FxHashMap::default() };
    parser.advance()?;
    parser.module()
}

/// Where a name is declared, and whether more than once.
#[derive(Clone, Copy)]
struct Named {
    id: SymbolId,
    unique: bool,
}

struct Parser<'a> {
    lexer: Lexer<'a>,
    /// The token to look at.
    token: Token<'a>,
    /// Its line.
    line: u32,
    names: FxHashMap<String, Named>,
}

impl<'a> Parser<'a> {
    fn error<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(Error { line: self.line, message: message.into() })
    }

    fn expected<T>(&self, what: &str) -> Result<T> {
        self.error(format!("{what} expected, found {}", self.token.describe()))
    }

    fn advance(&mut self) -> Result<Token<'a>> {
        let next = self.lexer.next()?;
        self.line = self.lexer.line();
        Ok(std::mem::replace(&mut self.token, next))
    }

    fn eat(&mut self, mark: char) -> Result<bool> {
        let found = self.token == Token::Mark(mark);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn mark(&mut self, mark: char) -> Result<()> {
        if self.eat(mark)? { Ok(()) } else { self.expected(&format!("`{mark}`")) }
    }

    fn eat_word(&mut self, word: &str) -> Result<bool> {
        let found = self.token == Token::Word(word);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn keyword(&mut self, word: &str) -> Result<()> {
        if self.eat_word(word)? { Ok(()) } else { self.expected(&format!("`{word}`")) }
    }

    fn word(&mut self, what: &str) -> Result<&'a str> {
        let Token::Word(word) = self.token else { return self.expected(what) };
        self.advance()?;
        Ok(word)
    }

    fn one_of<T: Copy>(&mut self, table: Table<T>, what: &str) -> Result<T> {
        let Token::Word(word) = self.token else { return self.expected(what) };
        let Some(item) = lookup(table, word) else { return self.expected(what) };
        self.advance()?;
        Ok(item)
    }

    /// A number without sign that fits into `T`.
    fn number<T: TryFrom<u64>>(&mut self) -> Result<T> {
        let Token::Number(n) = self.token else { return self.expected("a number") };
        let Ok(n) = T::try_from(n) else { return self.error(format!("{n} is too large here")) };
        self.advance()?;
        Ok(n)
    }

    /// `+4`, `-4` or nothing.
    fn offset(&mut self) -> Result<i32> {
        let negative = match self.token {
            Token::Mark('-') => true,
            Token::Mark('+') => false,
            _ => return Ok(0),
        };
        self.advance()?;
        let magnitude: u32 = self.number()?;
        let signed = if negative { -i64::from(magnitude) } else { i64::from(magnitude) };
        i32::try_from(signed).or_else(|_| self.error("the offset does not fit into 32 bits"))
    }

    fn text(&mut self) -> Result<String> {
        let Token::Text(bytes) = &mut self.token else { return self.expected("a string") };
        let bytes = std::mem::take(bytes);
        let Ok(text) = String::from_utf8(bytes) else { return self.error("the string is not UTF-8") };
        self.advance()?;
        Ok(text)
    }

    /// ` @line:column` or ` @file:line:column` or nothing.
    fn place(&mut self) -> Result<SrcLoc> {
        if !self.eat('@')? {
            return Ok(SrcLoc::default());
        }
        let first: u32 = self.number()?;
        self.mark(':')?;
        let second: u32 = self.number()?;
        if !self.eat(':')? {
            let Ok(column) = u16::try_from(second) else { return self.error("the column is too large") };
            return Ok(SrcLoc { line: first, column, file: 0 });
        }
        let column = self.number()?;
        let Ok(file) = u16::try_from(first) else { return self.error("the file's number is too large") };
        Ok(SrcLoc { line: second, column, file })
    }

    /// A reference to a symbol: `%name`, `%name#3` or `%#3`.
    fn symbol(&mut self, symbols: &[Symbol]) -> Result<SymbolId> {
        let Token::Symbol(name) = &mut self.token else { return self.expected("a symbol") };
        let name = std::mem::take(name);
        self.advance()?;
        if self.eat('#')? {
            let id = SymbolId(self.number()?);
            return match symbols.get(id.0 as usize) {
                Some(symbol) if symbol.name == name => Ok(id),
                None if name.is_empty() => Ok(id),
                _ => self.error(format!("symbol {} is not `%{name}`", id.0)),
            };
        }
        match self.names.get(&name) {
            Some(Named { id, unique: true }) => Ok(*id),
            Some(_) => self.error(format!("several symbols are named `%{name}`: write `%{name}#` and a number")),
            None => self.error(format!("`%{name}` is not declared")),
        }
    }

    fn numbered(&mut self, prefix: &str, what: &str) -> Result<u32> {
        let Token::Word(word) = self.token else { return self.expected(what) };
        let digits = word.strip_prefix(prefix).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
        let Some(Ok(n)) = digits.map(str::parse) else { return self.expected(what) };
        self.advance()?;
        Ok(n)
    }

    fn value(&mut self) -> Result<Value> {
        self.numbered("v", "a value").map(Value)
    }

    fn block(&mut self) -> Result<Block> {
        self.numbered("block", "a block").map(Block)
    }

    fn stack_slot(&mut self) -> Result<StackSlot> {
        self.numbered("ss", "a stack slot").map(StackSlot)
    }
}
