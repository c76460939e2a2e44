//! Where a row of slots at fixed places stands, by positions, as the index decides it. Words that may be
//! moved are for [`crate::spans::slop`].

/// An accepted token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub position: u32,
    /// Byte range in the text of its part.
    pub start: usize,
    pub end: usize,
}

/// Gives every match of slots at fixed places: for each slot its place. `slots` pairs offsets with
/// places in order of position.
pub(super) fn fixed(slots: &[(u32, &[Place])], mut take: impl FnMut(&[Place])) {
    let Some(((zero, first), rest)) = slots.split_first() else {
        return;
    };
    let mut row = Vec::with_capacity(slots.len());
    'places: for place in *first {
        let base = i64::from(place.position) - i64::from(*zero);
        row.clear();
        row.push(*place);
        for (offset, places) in rest {
            let want = base + i64::from(*offset);
            match places.binary_search_by_key(&want, |place| i64::from(place.position)) {
                Ok(at) => row.push(places[at]),
                Err(_) => continue 'places,
            }
        }
        take(&row);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(positions: &[u32]) -> Vec<Place> {
        positions.iter().map(|p| Place { position: *p, start: 0, end: 0 }).collect()
    }

    fn rows(slots: &[(u32, &[u32])]) -> Vec<Vec<u32>> {
        let lists: Vec<_> = slots.iter().map(|(offset, list)| (*offset, places(list))).collect();
        let lists: Vec<_> = lists.iter().map(|(offset, list)| (*offset, list.as_slice())).collect();
        let mut found = Vec::new();
        fixed(&lists, |row| found.push(row.iter().map(|p| p.position).collect()));
        found
    }

    #[test]
    fn fixed_places_must_agree() {
        assert_eq!(rows(&[(0, &[1, 5, 9]), (1, &[3, 6, 10])]), [[5, 6], [9, 10]]);
        assert_eq!(rows(&[(0, &[1, 5]), (2, &[2, 7])]), [[5, 7]]);
        assert_eq!(rows(&[(1, &[1]), (0, &[0])]), [[1, 0]]);
        assert!(rows(&[(0, &[1]), (1, &[])]).is_empty());
        assert!(rows(&[]).is_empty());
    }
}
