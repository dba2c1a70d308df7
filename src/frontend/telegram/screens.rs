//! Replies that are said to many, each rendered once in a while. How is for `render` to say.

use std::sync::Arc;

use super::render::{Rendered, render};
use crate::conversation::Reply;
use crate::memo::Memo;

/// How many replies are kept as they were rendered.
const SCREENS_MAX: usize = 256;

/// Rendered replies, by the place each reply has in memory.
pub struct Screens(Memo<usize, Screen>);

/// A reply is kept with its rendering, so that no other comes to lie where it lies.
#[derive(Clone)]
struct Screen {
    _reply: Arc<Reply>,
    rendered: Rendered,
}

impl Default for Screens {
    fn default() -> Self {
        Self(Memo::bounded(SCREENS_MAX))
    }
}

impl Screens {
    /// Renders a reply; `username` is the bot's own and always the same.
    pub fn render(&self, reply: &Arc<Reply>, username: &str) -> Rendered {
        let screen = || Screen {
            _reply: Arc::clone(reply),
            rendered: render(reply, username),
        };
        self.0
            .get_or_make(Arc::as_ptr(reply).addr(), screen)
            .rendered
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversation::{Block, Placement};
    use crate::language::Language;

    #[test]
    fn a_reply_that_was_rendered_is_not_taken_for_another() {
        let screens = Screens::default();
        for number in 0..SCREENS_MAX * 2 {
            let text = number.to_string();
            let reply = Arc::new(Reply {
                language: Language::Russian,
                placement: Placement::New,
                blocks: vec![Block::Text(text.clone())],
                buttons: vec![],
            });
            for _ in 0..2 {
                assert_eq!(*screens.render(&reply, "HuquqBot").parts[0], *text);
            }
        }
    }
}
