//! bzip2: blocks of at most 900,000 bytes, each sorted (Burrows and Wheeler 1994), moved to front and
//! coded by Huffman's way, as Julian Seward's bzip2 1.0 writes them.
//!
//! Takes packed bytes; gives the bytes that were packed, of all streams one behind the other. Both
//! checksums are compared. Memory is bounded by the block: 4 bytes for each of its bytes. There is
//! no crate for it that is pure Rust, maintained, and reads more than one stream.

use std::io::{self, BufRead, Read};

/// Begins a block: the digits of pi.
const BLOCK: u64 = 0x3141_5926_5359;
/// Ends a stream: the digits of the square root of pi.
const END: u64 = 0x1772_4538_5090;
/// Symbols that one Huffman table codes before the next is chosen.
const GROUP: usize = 50;
/// Longest Huffman code in bits.
const LONGEST: usize = 20;

/// Tells whether bytes begin a bzip2 stream; `BZh` alone may begin a text.
pub fn begins(head: &[u8]) -> bool {
    let magic = head.get(4..10);
    head.starts_with(b"BZh")
        && head.get(3).is_some_and(|level| (b'1'..=b'9').contains(level))
        && (magic == Some(&BLOCK.to_be_bytes()[2..]) || magic == Some(&END.to_be_bytes()[2..]))
}

/// Unpacks bzip2.
pub struct Bzip2<R> {
    bits: Bits<R>,
    /// The longest block of this stream; 0 between streams.
    most: usize,
    /// Of the block at hand: each entry holds the next one's index and, in the low byte, its byte.
    links: Vec<u32>,
    at: u32,
    left: usize,
    /// The first stage of packing wrote four equal bytes and a count.
    last: Option<u8>,
    equal: u8,
    repeat: u8,
    crc: u32,
    block_crc: u32,
    stream_crc: u32,
    in_block: bool,
    ended: bool,
}

fn wrong(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

impl<R: BufRead> Bzip2<R> {
    /// Begins at the first byte of the file.
    pub fn new(source: R) -> Bzip2<R> {
        Bzip2 {
            bits: Bits { source, held: 0, count: 0 },
            most: 0,
            links: Vec::new(),
            at: 0,
            left: 0,
            last: None,
            equal: 0,
            repeat: 0,
            crc: !0,
            block_crc: 0,
            stream_crc: 0,
            in_block: false,
            ended: false,
        }
    }

    /// Goes on to the next block; `false` at the end of the file.
    fn next_block(&mut self) -> io::Result<bool> {
        loop {
            if self.most == 0 {
                self.bits.align();
                if self.bits.at_end()? {
                    return Ok(false);
                }
                if self.bits.take(24)? != 0x42_5a68 {
                    return Err(wrong("something else stands behind its end"));
                }
                let level = self.bits.take(8)?;
                if !(0x31..=0x39).contains(&level) {
                    return Err(wrong("not a block size"));
                }
                self.most = (level as usize - 0x30) * 100_000;
                self.stream_crc = 0;
            }
            let magic = u64::from(self.bits.take(24)?) << 24 | u64::from(self.bits.take(24)?);
            let crc = self.bits.take(16)? << 16 | self.bits.take(16)?;
            match magic {
                BLOCK => {
                    self.block_crc = crc;
                    self.read_block()?;
                    return Ok(true);
                }
                END if crc == self.stream_crc => self.most = 0,
                END => return Err(wrong("the checksum of all blocks differs")),
                _ => return Err(wrong("neither a block nor the end")),
            }
        }
    }

    fn read_block(&mut self) -> io::Result<()> {
        if self.bits.take(1)? != 0 {
            return Err(wrong("a randomised block, which no bzip2 since 1999 writes"));
        }
        let origin = self.bits.take(24)?;
        // Which bytes occur.
        let rows = self.bits.take(16)?;
        let mut bytes = Vec::with_capacity(256);
        for row in (0..16_u8).filter(|row| rows >> (15 - row) & 1 == 1) {
            let used = self.bits.take(16)?;
            bytes.extend((0..16).filter(|b| used >> (15 - b) & 1 == 1).map(|b| row * 16 + b));
        }
        if bytes.is_empty() {
            return Err(wrong("a block of no bytes"));
        }
        let codes = bytes.len() + 2;
        let tables = self.bits.take(3)? as usize;
        let groups = self.bits.take(15)? as usize;
        if !(2..=6).contains(&tables) || groups == 0 {
            return Err(wrong("not a number of tables"));
        }
        let mut order: Vec<u8> = (0..tables as u8).collect();
        let mut selectors = Vec::with_capacity(groups);
        for _ in 0..groups {
            let mut rank = 0;
            while self.bits.take(1)? == 1 {
                rank += 1;
                if rank >= tables {
                    return Err(wrong("a table that is not there"));
                }
            }
            order[..=rank].rotate_right(1);
            selectors.push(order[0]);
        }
        let mut codings = Vec::with_capacity(tables);
        for _ in 0..tables {
            codings.push(self.read_table(codes)?);
        }
        self.read_symbols(bytes, &selectors, &codings)?;
        self.sort_back(origin)
    }

    /// Reads the lengths of the codes of one table.
    fn read_table(&mut self, codes: usize) -> io::Result<Coding> {
        let mut length = self.bits.take(5)? as usize;
        let mut lengths = Vec::with_capacity(codes);
        for _ in 0..codes {
            while self.bits.take(1)? == 1 {
                match self.bits.take(1)? {
                    0 => length += 1,
                    _ => length = length.wrapping_sub(1),
                }
                if !(1..=LONGEST).contains(&length) {
                    return Err(wrong("a code of no length"));
                }
            }
            if !(1..=LONGEST).contains(&length) {
                return Err(wrong("a code of no length"));
            }
            lengths.push(length);
        }
        Ok(Coding::new(&lengths))
    }

    /// Reads the block into the low bytes of `links`: runs, and places in the list of bytes.
    fn read_symbols(
        &mut self,
        mut bytes: Vec<u8>,
        selectors: &[u8],
        codings: &[Coding],
    ) -> io::Result<()> {
        let end = bytes.len() + 1;
        let (mut run, mut weight) = (0_usize, 1_usize);
        self.links.clear();
        for selector in selectors {
            let coding = &codings[usize::from(*selector)];
            for _ in 0..GROUP {
                let symbol = coding.read(&mut self.bits)?;
                if symbol < 2 {
                    // A run's length in digits 1 and 2, the lowest first.
                    run += weight << symbol;
                    weight <<= 1;
                    if run > self.most {
                        return Err(wrong("a block longer than it says"));
                    }
                    continue;
                }
                if self.links.len() + run + 1 > self.most + usize::from(symbol == end) {
                    return Err(wrong("a block longer than it says"));
                }
                let front = u32::from(bytes[0]);
                self.links.resize(self.links.len() + run, front);
                (run, weight) = (0, 1);
                if symbol == end {
                    return Ok(());
                }
                bytes[..symbol].rotate_right(1);
                self.links.push(u32::from(bytes[0]));
            }
        }
        Err(wrong("a block without an end"))
    }

    /// Links each byte of the sorted block to the one that follows it.
    fn sort_back(&mut self, origin: u32) -> io::Result<()> {
        if origin as usize >= self.links.len() {
            return Err(wrong("its first byte is not there"));
        }
        let mut starts = [0_u32; 257];
        for link in &self.links {
            starts[(link & 0xff) as usize + 1] += 1;
        }
        for byte in 0..256 {
            starts[byte + 1] += starts[byte];
        }
        for at in 0..self.links.len() {
            let start = &mut starts[(self.links[at] & 0xff) as usize];
            self.links[*start as usize] |= (at as u32) << 8;
            *start += 1;
        }
        self.at = self.links[origin as usize] >> 8;
        self.left = self.links.len();
        (self.last, self.equal, self.repeat, self.crc) = (None, 0, 0, !0);
        self.in_block = true;
        Ok(())
    }

    fn next_byte(&mut self) -> Option<u8> {
        let byte = loop {
            if self.repeat > 0 {
                self.repeat -= 1;
                break self.last?;
            }
            if self.left == 0 {
                return None;
            }
            let link = self.links[self.at as usize];
            self.at = link >> 8;
            self.left -= 1;
            let byte = (link & 0xff) as u8;
            if self.equal == 4 {
                self.equal = 0;
                self.repeat = byte;
                continue;
            }
            self.equal = if self.last == Some(byte) { self.equal + 1 } else { 1 };
            self.last = Some(byte);
            break byte;
        };
        self.crc = self.crc << 8 ^ CRC[(self.crc >> 24) as usize ^ usize::from(byte)];
        Some(byte)
    }
}

impl<R: BufRead> Read for Bzip2<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() && !self.ended {
            if let Some(byte) = self.next_byte() {
                buffer[filled] = byte;
                filled += 1;
                continue;
            }
            if self.in_block {
                self.in_block = false;
                if !self.crc != self.block_crc {
                    return Err(wrong("the checksum of a block differs"));
                }
                self.stream_crc = self.stream_crc.rotate_left(1) ^ self.block_crc;
            }
            if filled > 0 {
                break;
            }
            self.ended = !self.next_block()?;
        }
        Ok(filled)
    }
}

/// One Huffman table in canonical order.
struct Coding {
    /// By length: the first code that is too large for it, and what leads from a code to its symbol.
    limits: [(u32, u32); LONGEST + 1],
    symbols: Vec<u16>,
}

impl Coding {
    fn new(lengths: &[usize]) -> Coding {
        let mut symbols = Vec::with_capacity(lengths.len());
        let mut limits = [(0, 0); LONGEST + 1];
        let mut code = 0_u32;
        for (length, limit) in limits.iter_mut().enumerate().skip(1) {
            let first = symbols.len() as u32;
            let of = |(symbol, _): (usize, &usize)| symbol as u16;
            symbols.extend(lengths.iter().enumerate().filter(|(_, l)| **l == length).map(of));
            let base = first.wrapping_sub(code);
            code += symbols.len() as u32 - first;
            *limit = (code, base);
            code <<= 1;
        }
        Coding { limits, symbols }
    }

    fn read<R: BufRead>(&self, bits: &mut Bits<R>) -> io::Result<usize> {
        let mut code = 0;
        for (limit, base) in &self.limits[1..] {
            code = code << 1 | bits.take(1)?;
            if code < *limit {
                let symbol = self.symbols.get(code.wrapping_add(*base) as usize);
                return symbol.map(|s| usize::from(*s)).ok_or_else(|| wrong("not a code"));
            }
        }
        Err(wrong("not a code"))
    }
}

/// Bits of bytes, the highest first.
struct Bits<R> {
    source: R,
    held: u64,
    count: u32,
}

impl<R: BufRead> Bits<R> {
    /// Takes up to 24 bits.
    fn take(&mut self, wanted: u32) -> io::Result<u32> {
        while self.count < wanted {
            let byte = *self.source.fill_buf()?.first().ok_or(io::ErrorKind::UnexpectedEof)?;
            self.source.consume(1);
            self.held = self.held << 8 | u64::from(byte);
            self.count += 8;
        }
        self.count -= wanted;
        Ok((self.held >> self.count) as u32 & ((1 << wanted) - 1))
    }

    /// Drops what is left of a byte.
    fn align(&mut self) {
        self.count -= self.count % 8;
    }

    fn at_end(&mut self) -> io::Result<bool> {
        Ok(self.count == 0 && self.source.fill_buf()?.is_empty())
    }
}

/// CRC-32 with the polynomial 0x04c11db7, the highest bit first.
const CRC: [u32; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut value = (byte as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            value = if value >> 31 == 1 { value << 1 ^ 0x04c1_1db7 } else { value << 1 };
            bit += 1;
        }
        table[byte] = value;
        byte += 1;
    }
    table
};

#[cfg(test)]
#[path = "bzip2_tests.rs"]
mod tests;
