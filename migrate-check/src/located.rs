//! Values of a file with their places.
use crate::diagnostic::Label;

/// A value, and the place that says it.
#[derive(Clone, Debug)]
pub(crate) struct Located<T> {
    pub(crate) value: T,
    pub(crate) at: Label,
}
