//! A function's frame and blocks.

use super::lexer::Token;
use super::{Parser, Result};
use crate::ir::mnemonic;
use crate::ir::{Block, BlockData, Function, Inlining, Inst, InstData, StackSlotData, Target, Terminator, Type, Value};
use crate::ir::{ValueData, ValueDef};
use linker::object::{SrcLoc, Symbol};

/// A function in the making; values are collected first, since they may appear in any order.
struct Body {
    function: Function,
    values: Vec<(u32, ValueData)>,
}

impl Parser<'_> {
    pub(super) fn function(&mut self, symbols: &[Symbol]) -> Result<Function> {
        let symbol = self.symbol(symbols)?;
        let inlining = match self.token {
            Token::Word(_) => self.one_of(mnemonic::INLINING, "`inline`, `always_inline` or `noinline`")?,
            _ => Inlining::Auto,
        };
        let mut result = None;
        if self.token == Token::Arrow {
            self.advance()?;
            result = Some(self.value_type()?);
        }
        self.mark('{')?;
        let function = Function {
            symbol,
            inlining,
            result,
            values: Vec::new(),
            insts: Vec::new(),
            blocks: Vec::new(),
            slots: Vec::new(),
        };
        let mut body = Body { function, values: Vec::new() };
        self.frame(&mut body.function)?;
        while let Token::Word(word) = self.token
            && word.starts_with("block")
        {
            self.basic_block(&mut body, symbols)?;
        }
        if self.eat_word("detached")? {
            self.mark(':')?;
            self.detached(&mut body, symbols)?;
        }
        self.mark('}')?;
        body.values.sort_unstable_by_key(|(n, _)| *n);
        for (want, (number, data)) in body.values.iter().enumerate() {
            if *number as usize != want {
                let (what, number) =
                    if (*number as usize) < want { ("twice", *number) } else { ("nowhere", want as u32) };
                return self.error(format!("in the function that ends here v{number} is defined {what}"));
            }
            body.function.values.push(*data);
        }
        Ok(body.function)
    }

    fn value_type(&mut self) -> Result<Type> {
        self.one_of(mnemonic::TYPES, "a type")
    }

    fn frame(&mut self, function: &mut Function) -> Result<()> {
        while let Token::Word(word) = self.token
            && word.starts_with("ss")
        {
            if self.stack_slot()?.index() != function.slots.len() {
                return self.error("stack slots must be numbered in order");
            }
            self.mark('=')?;
            self.keyword("stack")?;
            let size = self.number()?;
            self.keyword("align")?;
            function.slots.push(StackSlotData { size, align: self.number()? });
        }
        Ok(())
    }

    fn basic_block(&mut self, body: &mut Body, symbols: &[Symbol]) -> Result<()> {
        let block = self.block()?;
        if block.index() != body.function.blocks.len() {
            return self.error("blocks must be numbered in order");
        }
        let mut params = Vec::new();
        if self.eat('(')? {
            loop {
                let value = self.value()?;
                self.mark(':')?;
                let ty = self.value_type()?;
                let def = ValueDef::Param(block, params.len() as u32);
                body.values.push((value.0, ValueData { ty, def }));
                params.push(value);
                if self.eat(')')? {
                    break;
                }
                self.mark(',')?;
            }
        }
        self.mark(':')?;
        let mut insts = Vec::new();
        let term = loop {
            if let Some(term) = self.terminator()? {
                break term;
            }
            let result = self.result()?;
            let op = self.op(symbols)?;
            insts.push(self.finish_inst(body, result, op)?);
        };
        let term_loc = self.place()?;
        body.function.blocks.push(BlockData { params, insts, term, term_loc });
        Ok(())
    }

    /// `v3: i32 =` or nothing.
    fn result(&mut self) -> Result<Option<(Value, Type)>> {
        let Token::Word(word) = self.token else { return Ok(None) };
        if !word.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            return Ok(None);
        }
        let value = self.value()?;
        self.mark(':')?;
        let ty = self.value_type()?;
        self.mark('=')?;
        Ok(Some((value, ty)))
    }

    fn finish_inst(&mut self, body: &mut Body, result: Option<(Value, Type)>, op: crate::ir::Op) -> Result<Inst> {
        let loc: SrcLoc = self.place()?;
        let inst = Inst(body.function.insts.len() as u32);
        if let Some((value, ty)) = result {
            body.values.push((value.0, ValueData { ty, def: ValueDef::Inst(inst) }));
        }
        body.function.insts.push(InstData { op, result: result.map(|(value, _)| value), loc });
        Ok(inst)
    }

    fn detached(&mut self, body: &mut Body, symbols: &[Symbol]) -> Result<()> {
        while let Some((value, ty)) = self.result()? {
            let def = if self.eat_word("param")? {
                ValueDef::Param(self.block()?, self.number()?)
            } else if self.eat_word("inst")? {
                ValueDef::Inst(Inst(self.number()?))
            } else {
                let op = self.op(symbols)?;
                self.finish_inst(body, Some((value, ty)), op)?;
                continue;
            };
            body.values.push((value.0, ValueData { ty, def }));
        }
        Ok(())
    }

    fn terminator(&mut self) -> Result<Option<Terminator>> {
        let Token::Word(word) = self.token else { return self.expected("an instruction") };
        let term = match word {
            "jump" => {
                self.advance()?;
                Terminator::Jump(self.target()?)
            }
            "branch" => {
                self.advance()?;
                let cond = self.value()?;
                self.mark(',')?;
                let then = self.target()?;
                self.mark(',')?;
                Terminator::Branch { cond, then, els: self.target()? }
            }
            "switch" => {
                self.advance()?;
                self.switch()?
            }
            "return" => {
                self.advance()?;
                let value = matches!(self.token, Token::Word(w) if w.starts_with('v'));
                Terminator::Return(if value { Some(self.value()?) } else { None })
            }
            "trap" => {
                self.advance()?;
                Terminator::Trap(self.one_of(mnemonic::TRAPS, "a trap code")?)
            }
            _ => return Ok(None),
        };
        Ok(Some(term))
    }

    fn switch(&mut self) -> Result<Terminator> {
        let value = self.value()?;
        let mut cases = Vec::new();
        self.mark('[')?;
        if !self.eat(']')? {
            loop {
                let constant = self.number()?;
                self.mark(':')?;
                cases.push((constant, self.target()?));
                if self.eat(']')? {
                    break;
                }
                self.mark(',')?;
            }
        }
        self.keyword("default")?;
        Ok(Terminator::Switch { value, cases, default: self.target()? })
    }

    fn target(&mut self) -> Result<Target> {
        let block: Block = self.block()?;
        let args = if self.token == Token::Mark('(') { self.arguments()? } else { Vec::new() };
        Ok(Target { block, args })
    }

    /// `(v1, v2)`
    pub(super) fn arguments(&mut self) -> Result<Vec<Value>> {
        let mut args = Vec::new();
        self.mark('(')?;
        if !self.eat(')')? {
            loop {
                args.push(self.value()?);
                if self.eat(')')? {
                    break;
                }
                self.mark(',')?;
            }
        }
        Ok(args)
    }
}
