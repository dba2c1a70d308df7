//! Values that take long to make and are asked for again and again, such as a screen many people
//! open: each is made once in a while. What makes a value the same is for the key to say.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Values by key; when there is no more room all are forgotten, and made anew when asked for.
pub struct Memo<K, V> {
    values: Mutex<HashMap<K, V>>,
    max: usize,
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// Keeps up to `max` values.
    pub fn bounded(max: usize) -> Self {
        Self {
            values: Mutex::default(),
            max,
        }
    }

    /// The value of a key. While it is made nobody waits: two who ask at once may both make it.
    pub fn get_or_make(&self, key: K, make: impl FnOnce() -> V) -> V {
        if let Some(value) = self.values().get(&key) {
            return value.clone();
        }
        let value = make();
        let mut values = self.values();
        if values.len() >= self.max {
            values.clear();
        }
        values.insert(key, value.clone());
        value
    }

    fn values(&self) -> MutexGuard<'_, HashMap<K, V>> {
        self.values.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn each_value_is_made_once_as_long_as_there_is_room() {
        let memo = Memo::bounded(2);
        let made = Cell::new(0);
        let ask = |key: u32| {
            let value = memo.get_or_make(key, || {
                made.set(made.get() + 1);
                key * 10
            });
            assert_eq!(value, key * 10);
            made.get()
        };
        assert_eq!([ask(1), ask(2), ask(1), ask(2)], [1, 2, 2, 2]);
        assert_eq!([ask(3), ask(3), ask(1)], [3, 3, 4]);
        assert!(memo.values().len() <= 2);
    }
}
