//! Disjoint sets: which articles are connected so far.

/// Sets of the numbers below a bound; at first each number is a set of its own.
pub struct Sets {
    parent: Vec<u32>,
}

impl Sets {
    /// Makes so many sets of one number each.
    pub fn new(numbers: usize) -> Sets {
        Sets { parent: (0..numbers as u32).collect() }
    }

    /// Returns the smallest number of the set that holds `of`.
    pub fn first(&mut self, of: u32) -> u32 {
        let mut at = of;
        loop {
            let up = self.parent[at as usize];
            if up == at {
                return at;
            }
            // Every second step of the way is cut short (path halving).
            let above = self.parent[up as usize];
            self.parent[at as usize] = above;
            at = above;
        }
    }

    /// Joins two sets. The smaller number stays the root, so that it names the set.
    pub fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.first(a), self.first(b));
        self.parent[a.max(b) as usize] = a.min(b);
    }

    /// Returns all sets of two numbers or more, each ascending, in the order of their first numbers.
    pub fn into_groups(mut self) -> Vec<Vec<u32>> {
        let mut members: Vec<(u32, u32)> = Vec::new();
        for number in 0..self.parent.len() as u32 {
            let first = self.first(number);
            if first != number {
                members.push((first, number));
            }
        }
        members.sort_unstable();
        let groups = members.chunk_by(|a, b| a.0 == b.0);
        groups.map(|of| [of[0].0].into_iter().chain(of.iter().map(|m| m.1)).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_connected_is_one_group() {
        let mut sets = Sets::new(7);
        for (a, b) in [(5, 3), (6, 5), (1, 4), (3, 6)] {
            sets.join(a, b);
        }
        assert_eq!(sets.first(6), 3);
        assert_eq!(sets.into_groups(), [vec![1, 4], vec![3, 5, 6]]);
    }
}
