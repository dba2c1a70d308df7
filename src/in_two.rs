//! Work done in two halves at the same time: the small servers this runs on have two cores.

/// Does the work for each item, in their order.
pub(crate) fn in_two<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (first, second) = items.split_at(items.len() / 2);
    let done = |half: &[T]| half.iter().map(&work).collect::<Vec<R>>();
    let (mut all, rest) = std::thread::scope(|scope| {
        let rest = scope.spawn(|| done(second));
        (done(first), joined(rest))
    });
    all.extend(rest);
    all
}

/// What a thread made; its panic goes on here.
pub(crate) fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
