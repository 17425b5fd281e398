//! The guest's ring-0 stub as an ELF64 image.
//!
//! The image is built by `build.rs` from `stub/main.rs` with the installed toolchain and loaded by the VMM with
//! linux-loader. Where its handlers lie is part of the ABI: [`guest_abi::trap`](../guest_abi/trap/index.html).
//!
//! It must not know: plugins, the mailbox protocol, who loads it.

#![forbid(unsafe_code)]

/// The stub's ELF64 image, linked to `guest_abi::layout::STUB_BASE`.
pub const IMAGE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/stub.elf"));

#[cfg(test)]
mod tests {
    #[test]
    fn image_is_a_small_elf64() {
        assert_eq!(&super::IMAGE[..5], b"\x7fELF\x02");
        assert!(super::IMAGE.len() < 64 * 1024, "{} bytes", super::IMAGE.len());
    }
}
