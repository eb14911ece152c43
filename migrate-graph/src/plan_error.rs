//! Why a target can't be reached, each with the kind that the vectors use.
use std::fmt;

/// Why a target can't be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// No revision or label has these names, nor starts with them.
    UnknownRevision {
        /// As typed, or as the database lists them.
        names: Vec<String>,
    },
    /// What stands before an `@` is neither a label nor a revision.
    UnknownBranch {
        /// As typed.
        branch: String,
    },
    /// Several ids or labels start with a text.
    AmbiguousPrefix {
        /// As typed.
        prefix: String,
        /// All that it could mean.
        candidates: Vec<String>,
    },
    /// A revision is not on the branch that was named with it.
    NotInBranch {
        /// The revision.
        revision: String,
        /// As typed.
        branch: String,
    },
    /// One head is asked for and there are several.
    MultipleHeads {
        /// As typed.
        target: String,
        /// The heads.
        heads: Vec<String>,
    },
    /// One end of a range is not below the other, or a downgrade's target is not below what is
    /// applied.
    NotAncestor {
        /// What should be the ancestor.
        lower: String,
        /// What should be above it.
        upper: Vec<String>,
    },
    /// Of revisions that should stand side by side, one is an ancestor of another.
    OverlappingRevisions {
        /// The one above.
        upper: String,
        /// Its ancestor.
        lower: String,
    },
    /// There are not so many revisions in this direction.
    RelativeOutOfRange {
        /// As typed.
        target: String,
    },
    /// On the way there are several revisions to choose from.
    AmbiguousWalk {
        /// As typed.
        target: String,
        /// What there is to choose from.
        choices: Vec<String>,
    },
    /// Counting starts from what is applied, and that is in several places.
    AmbiguousCurrent {
        /// As typed.
        target: String,
        /// The applied heads.
        applied: Vec<String>,
        /// What to type instead: the target, counted from each.
        instead: Vec<String>,
    },
    /// On the named branch nothing stands above the target.
    InvalidDowngradeTarget {
        /// As typed.
        target: String,
        /// The branch that it names.
        branch: String,
    },
    /// A new revision would start a branch from something that has children.
    NotAHead {
        /// The revision.
        revision: String,
    },
    /// A merge names a head twice.
    DuplicateHeads {
        /// The head.
        revision: String,
    },
    /// A history range without its `:`, or with several.
    HistoryRangeSyntax {
        /// As typed.
        range: String,
    },
}

impl PlanError {
    /// Returns the kind as the vectors name it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::UnknownRevision { .. } => "unknown_revision",
            Self::UnknownBranch { .. } => "unknown_branch",
            Self::AmbiguousPrefix { .. } => "ambiguous_prefix",
            Self::NotInBranch { .. } => "not_in_branch",
            Self::MultipleHeads { .. } => "multiple_heads",
            Self::NotAncestor { .. } => "not_ancestor",
            Self::OverlappingRevisions { .. } => "overlapping_revisions",
            Self::RelativeOutOfRange { .. } => "relative_out_of_range",
            Self::AmbiguousWalk { .. } => "ambiguous_walk",
            Self::AmbiguousCurrent { .. } => "ambiguous_current",
            Self::InvalidDowngradeTarget { .. } => "invalid_downgrade_target",
            Self::NotAHead { .. } => "not_a_head",
            Self::DuplicateHeads { .. } => "duplicate_heads",
            Self::HistoryRangeSyntax { .. } => "history_range_syntax",
        }
    }

    pub(crate) fn unknown_ids(names: &[&str]) -> Self {
        Self::UnknownRevision {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    pub(crate) fn out_of_range(target: &str) -> Self {
        Self::RelativeOutOfRange {
            target: target.to_owned(),
        }
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownRevision { names } if names.len() > 1 => {
                write!(f, "can't locate revisions identified by {}", quoted(names))
            }
            Self::UnknownRevision { names } => write!(
                f,
                "can't locate revision identified by {}: no revision or label is that or starts \
                 with it",
                quoted(names)
            ),
            Self::UnknownBranch { branch } => {
                write!(
                    f,
                    "no branch `{branch}`: type a branch label, or a revision or its unique beginning"
                )
            }
            Self::AmbiguousPrefix { prefix, candidates } => write!(
                f,
                "`{prefix}` could be any of {}; type more of it",
                quoted(candidates)
            ),
            Self::NotInBranch { revision, branch } => {
                write!(f, "revision `{revision}` is not on branch `{branch}`")
            }
            Self::MultipleHeads { target, heads } => write!(
                f,
                "multiple head revisions are present, where `{target}` means one: {}; type one of them, \
                 `<label>@head` for one branch or `heads` for all, or merge them",
                quoted(heads)
            ),
            Self::NotAncestor { lower, upper } if upper.is_empty() => {
                write!(
                    f,
                    "`{lower}` can't be reached downwards, since nothing is applied"
                )
            }
            Self::NotAncestor { lower, upper } => {
                write!(f, "`{lower}` is not an ancestor of {}", quoted(upper))
            }
            Self::OverlappingRevisions { upper, lower } => write!(
                f,
                "`{lower}` is an ancestor of `{upper}`, so both can't stand side by side; \
                 name only `{upper}`"
            ),
            Self::RelativeOutOfRange { target } => {
                write!(
                    f,
                    "`{target}` leads out of the graph: there are not so many revisions"
                )
            }
            Self::AmbiguousWalk { target, choices } => write!(
                f,
                "`{target}` comes to a place with several ways on: {}; type the revision that \
                 you mean, or put `<label>@` before it",
                quoted(choices)
            ),
            Self::AmbiguousCurrent {
                target,
                applied,
                instead,
            } => write!(
                f,
                "`{target}` counts from what is applied, and there are several heads: {}; type {}, \
                 or the revision to go to",
                quoted(applied),
                alternatives(instead)
            ),
            Self::InvalidDowngradeTarget { target, branch } => write!(
                f,
                "nothing on branch `{branch}` revises `{target}`, so there is nothing to revert"
            ),
            Self::NotAHead { revision } => write!(
                f,
                "revision `{revision}` is not a head; type `--splice` to start a branch there"
            ),
            Self::DuplicateHeads { revision } => {
                write!(
                    f,
                    "revision `{revision}` is named twice; name each head once"
                )
            }
            Self::HistoryRangeSyntax { range } => write!(
                f,
                "`{range}` is no range; type `<from>:<to>`, `<from>:` or `:<to>`"
            ),
        }
    }
}

impl std::error::Error for PlanError {}

/// Lists what may be typed.
fn alternatives(texts: &[String]) -> String {
    match texts {
        [texts @ .., last] if !texts.is_empty() => format!("{} or `{last}`", quoted(texts)),
        texts => quoted(texts),
    }
}

/// Lists names; of a long list its beginning.
fn quoted(names: &[String]) -> String {
    const SHOWN: usize = 8;
    let mut list: Vec<_> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("`{name}`"))
        .collect();
    if names.len() > SHOWN {
        list.push(format!("and {} more", names.len() - SHOWN));
    }
    list.join(", ")
}
