//! One test program: the built binary, seen from outside.

mod preview;
mod readme;
