//! gzip (RFC 1952): all members of a file, one behind the other.
//!
//! A web archive has one member for each record, so that one can be lost without the rest. Where the
//! first member begins as a web archive, a damaged member is left where it breaks, line ends are put
//! in its place, and reading goes on with the next: the reader of the archive finds a record that is
//! too short. A member that is cut off may take the beginning of the next with it. Any other file ends
//! at the damage.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use crate::corpus::container::{arc, warc};

/// What a member begins with: two bytes of identification, and the method `deflate`.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
/// Bytes that are enough to tell a web archive.
const BEGINNING: usize = 16;
/// What stands where a member breaks off.
const GAP: &[u8] = b"\r\n\r\n";

/// Unpacks all members.
pub struct GzMembers {
    source: Option<Box<dyn BufRead>>,
    member: Option<GzDecoder<Marked>>,
    /// The first bytes of the file, as far as they are out.
    beginning: Vec<u8>,
    /// Bytes of the gap that are still to be given.
    gap: &'static [u8],
}

impl GzMembers {
    /// Begins at a member.
    pub fn new(source: Box<dyn BufRead>) -> GzMembers {
        GzMembers { source: Some(source), member: None, beginning: Vec::new(), gap: &[] }
    }

    fn is_web_archive(&self) -> bool {
        warc::begins(&self.beginning) || arc::begins(&self.beginning)
    }

    /// Begins the next member of a web archive, wherever it stands; `false` if none follows.
    fn begin_next(&mut self, mut source: Box<dyn BufRead>, damaged: bool) -> io::Result<bool> {
        let (found, other) = pass_to_member(&mut source)?;
        if damaged || other {
            self.gap = GAP;
        }
        if found {
            // The mark of the member is used up.
            self.member = Some(GzDecoder::new(Marked { mark: &MAGIC, source }));
        } else if other {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "no member of gzip"));
        }
        Ok(found)
    }
}

/// A source whose first bytes were taken to tell what it is.
struct Marked {
    mark: &'static [u8],
    source: Box<dyn BufRead>,
}

impl Read for Marked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.mark.is_empty() { self.source.read(buffer) } else { self.mark.read(buffer) }
    }
}

impl BufRead for Marked {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.mark.is_empty() { self.source.fill_buf() } else { Ok(self.mark) }
    }

    fn consume(&mut self, amount: usize) {
        if self.mark.is_empty() {
            self.source.consume(amount);
        } else {
            self.mark = &self.mark[amount.min(self.mark.len())..];
        }
    }
}

/// Passes bytes up to and with the next mark of a member. Tells whether there is one, and whether
/// anything but zeros, with which files are filled up, stood before it.
fn pass_to_member(source: &mut dyn BufRead) -> io::Result<(bool, bool)> {
    // Bytes of the mark that ended the last piece.
    let (mut seen, mut other) = (0, false);
    loop {
        let bytes = source.fill_buf()?;
        if bytes.is_empty() {
            return Ok((false, other || seen > 0));
        }
        let mut at = 0;
        while at < bytes.len() && seen < MAGIC.len() {
            let fits = bytes[at] == MAGIC[seen];
            other |= !fits && (seen > 0 || bytes[at] != 0);
            seen = match bytes[at] {
                _ if fits => seen + 1,
                byte if byte == MAGIC[0] => 1,
                _ => 0,
            };
            at += 1;
        }
        source.consume(at);
        if seen == MAGIC.len() {
            return Ok((true, other));
        }
    }
}

impl Read for GzMembers {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.gap.is_empty() {
                return self.gap.read(buffer);
            }
            if let Some(member) = &mut self.member {
                match member.read(buffer) {
                    Ok(0) => {
                        self.source = self.member.take().map(|member| member.into_inner().source);
                    }
                    Ok(read) => {
                        let missing = BEGINNING.saturating_sub(self.beginning.len()).min(read);
                        self.beginning.extend_from_slice(&buffer[..missing]);
                        return Ok(read);
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                    Err(error) => {
                        let Some(member) = self.member.take() else { return Err(error) };
                        if !self.is_web_archive()
                            || !self.begin_next(member.into_inner().source, true)?
                        {
                            return Err(error);
                        }
                        continue;
                    }
                }
            }
            let Some(mut source) = self.source.take() else { return Ok(0) };
            if source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            if self.is_web_archive() {
                if !self.begin_next(source, false)? {
                    return Ok(0);
                }
            } else {
                self.member = Some(GzDecoder::new(Marked { mark: &[], source }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn member(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    fn read(bytes: Vec<u8>) -> (String, bool) {
        let mut out = Vec::new();
        let outcome = GzMembers::new(Box::new(Cursor::new(bytes))).read_to_end(&mut out);
        (String::from_utf8_lossy(&out).into_owned(), outcome.is_ok())
    }

    #[test]
    fn members_follow_on_each_other() {
        let both = [member("one "), member(""), member("two")].concat();
        assert_eq!(read(both), ("one two".to_owned(), true));
        assert_eq!(read(Vec::new()), (String::new(), true));
        assert!(!read([member("one"), b"\0\0".to_vec()].concat()).1);
    }

    #[test]
    fn a_web_archive_goes_on_behind_a_damaged_member() {
        let mut broken = member("WARC/1.0\r\ntwo");
        let sum = broken.len() - 6;
        broken[sum] ^= 1;
        for damaged in [broken.clone(), b"no member".to_vec()] {
            let file = [member("WARC/1.0\r\none"), damaged.clone(), member("WARC/1.0\r\nthree")];
            let (text, whole) = read(file.concat());
            assert!(text.starts_with("WARC/1.0\r\none"), "{text}");
            assert!(text.ends_with("\r\n\r\nWARC/1.0\r\nthree") && whole, "{text}");
            let file = [member("any text"), damaged, member("three")];
            assert!(!read(file.concat()).1);
        }
        let filled = [member("WARC/1.0\r\none"), vec![0; 100], member("two"), vec![0; 9]].concat();
        assert_eq!(read(filled), ("WARC/1.0\r\nonetwo".to_owned(), true));
        let many = [member("WARC/1.0\r\none"), member("x").repeat(100_000)].concat();
        assert_eq!(read(many).0.len(), 13 + 100_000);
        let (text, whole) = read([member("WARC/1.0\r\none"), broken].concat());
        assert!(text.starts_with("WARC/1.0\r\none") && !whole);
    }

    #[test]
    fn a_mark_is_found_across_pieces() {
        for size in 1..9 {
            let bytes = Cursor::new(b"\x1f\x1f\x8b\x1f\x8b\x08rest".to_vec());
            let mut source = io::BufReader::with_capacity(size, bytes);
            assert_eq!(pass_to_member(&mut source).unwrap(), (true, true));
            let mut rest = String::new();
            source.read_to_string(&mut rest).unwrap();
            assert_eq!(rest, "rest");
            assert_eq!(pass_to_member(&mut source).unwrap(), (false, false));
        }
    }
}
