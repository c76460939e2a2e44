//! The stemmers that a build really used, for its manifest.
//!
//! A query word is read under every one of them that fits its script: an article of any language
//! can then be found. Workers collect a set while they analyse and sets are merged; names such as
//! `en`, `ru` and `none-latin` go into the manifest and come back.

use super::script::Script;
use super::stem::Stemmer;

/// A set of (script, stemmer or none); 23 bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct StemSet(u32);

/// Says that a manifest names a stemmer this program does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown stemmer {name:?} in the manifest: build the index again with this program")]
pub struct UnknownStemmer {
    /// The name as it stood.
    pub name: String,
}

impl StemSet {
    /// The set of every stemmer of every script; with it no article can be missed.
    pub const ALL: StemSet = StemSet((1 << 23) - 1);

    /// Adds the stemmer of a script, or that its words were left as they are.
    #[inline]
    pub fn insert(&mut self, script: Script, stemmer: Option<Stemmer>) {
        self.0 |= StemSet::bit(script, stemmer);
    }

    /// Tells whether words of the script were put under that stemmer (or under none).
    pub fn contains(&self, script: Script, stemmer: Option<Stemmer>) -> bool {
        self.0 & StemSet::bit(script, stemmer) != 0
    }

    /// Adds all of another set.
    pub fn merge(&mut self, other: StemSet) {
        self.0 |= other.0;
    }

    /// Returns the set as a number, for a file.
    pub fn bits(&self) -> u32 {
        self.0
    }

    /// Makes a set of the number that [`StemSet::bits`] gave; bits that mean nothing are dropped.
    pub fn from_bits(bits: u32) -> StemSet {
        StemSet(bits & StemSet::ALL.0)
    }

    /// Tells whether nothing was stemmed or left.
    pub fn is_empty(&self) -> bool {
        self.0 == 0
    }

    /// Returns the stemmers in the set that read a script, by name.
    pub fn stemmers(&self, script: Script) -> impl Iterator<Item = Stemmer> + use<> {
        let set = *self;
        Stemmer::ALL
            .into_iter()
            .filter(move |s| s.script() == script && set.contains(script, Some(*s)))
    }

    /// Returns the names for a manifest, in a fixed order: codes, then `none-` and a script.
    pub fn names(&self) -> Vec<String> {
        let codes = Stemmer::ALL
            .into_iter()
            .filter(|s| self.contains(s.script(), Some(*s)))
            .map(|s| s.code().to_owned());
        let bare = Script::ALL
            .into_iter()
            .filter(|s| self.contains(*s, None))
            .map(|s| format!("none-{}", s.name()));
        codes.chain(bare).collect()
    }

    /// Reads the names of a manifest.
    ///
    /// # Errors
    /// [`UnknownStemmer`] for a name that [`StemSet::names`] never gives.
    pub fn parse<S: AsRef<str>>(names: &[S]) -> Result<StemSet, UnknownStemmer> {
        let mut set = StemSet::default();
        for name in names.iter().map(AsRef::as_ref) {
            let bare = name.strip_prefix("none-").and_then(Script::from_name);
            let stemmer = Stemmer::ALL.into_iter().find(|s| s.code() == name);
            match (bare, stemmer) {
                (Some(script), _) => set.insert(script, None),
                (_, Some(stemmer)) => set.insert(stemmer.script(), Some(stemmer)),
                _ => return Err(UnknownStemmer { name: name.to_owned() }),
            }
        }
        Ok(set)
    }

    fn bit(script: Script, stemmer: Option<Stemmer>) -> u32 {
        match stemmer {
            Some(stemmer) => 1 << stemmer as u32,
            None => 1 << (Stemmer::ALL.len() as u32 + script as u32),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_out_and_come_back() {
        let mut set = StemSet::default();
        set.insert(Script::Cyrillic, Some(Stemmer::Russian));
        set.insert(Script::Latin, None);
        set.insert(Script::Latin, Some(Stemmer::English));
        assert_eq!(set.names(), ["en", "ru", "none-latin"]);
        assert_eq!(StemSet::parse(&set.names()), Ok(set));
        assert_eq!(StemSet::parse(&StemSet::ALL.names()), Ok(StemSet::ALL));
        assert_eq!(set.stemmers(Script::Latin).collect::<Vec<_>>(), [Stemmer::English]);
    }

    #[test]
    fn unknown_names_are_told() {
        let error = StemSet::parse(&["en", "none-klingon"]).unwrap_err();
        assert_eq!(error.name, "none-klingon");
    }

    #[test]
    fn merging_is_a_union() {
        let mut set = StemSet::parse(&["en"]).unwrap();
        set.merge(StemSet::parse(&["fr", "en"]).unwrap());
        assert_eq!(set.names(), ["en", "fr"]);
        assert!(!set.is_empty());
    }
}
