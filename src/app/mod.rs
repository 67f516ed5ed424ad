//! The pure core of the screen program: messages in, effects out.

pub mod chord;
