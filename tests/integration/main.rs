//! One test program: the built binary, seen from outside.

mod conversations;
mod preview;
mod readme;
