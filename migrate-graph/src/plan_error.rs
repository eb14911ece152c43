//! The reasons why a target can't be reached, each with the kind that the test vectors use.
use std::fmt;

/// The reason why a target can't be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PlanError {
    /// No revision or label has one of these names or starts with it.
    UnknownRevision {
        /// The names as typed, or as the database lists them.
        names: Vec<String>,
    },
    /// The text before an `@` is neither a label nor a revision.
    UnknownBranch {
        /// The text as typed.
        branch: String,
    },
    /// Several ids or labels start with a text.
    AmbiguousPrefix {
        /// The text as typed.
        prefix: String,
        /// The ids and labels that start with it.
        candidates: Vec<String>,
    },
    /// A revision is not on the branch named before the `@`.
    NotInBranch {
        /// The revision.
        revision: String,
        /// The text as typed.
        branch: String,
    },
    /// The target needs a single head, and there are several.
    MultipleHeads {
        /// The text as typed.
        target: String,
        /// The heads.
        heads: Vec<String>,
    },
    /// One end of a range is not below the other, or a downgrade's target is not below the applied
    /// revisions.
    NotAncestor {
        /// The expected ancestor.
        lower: String,
        /// The expected descendant.
        upper: Vec<String>,
    },
    /// One of several targets is an ancestor of another.
    OverlappingRevisions {
        /// The descendant.
        upper: String,
        /// The ancestor.
        lower: String,
    },
    /// There are fewer revisions in this direction.
    RelativeOutOfRange {
        /// The text as typed.
        target: String,
    },
    /// The way branches, and the target doesn't say which branch to take.
    AmbiguousWalk {
        /// The text as typed.
        target: String,
        /// The revisions to choose from.
        choices: Vec<String>,
    },
    /// The target counts from the applied head, and there are several.
    AmbiguousCurrent {
        /// The text as typed.
        target: String,
        /// The applied heads.
        applied: Vec<String>,
        /// The texts to type instead: the target, counted from each head.
        instead: Vec<String>,
    },
    /// Nothing on the named branch is above the target.
    InvalidDowngradeTarget {
        /// The text as typed.
        target: String,
        /// The branch.
        branch: String,
    },
    /// The parent of a new revision already has children.
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
        /// The text as typed.
        range: String,
    },
}

impl PlanError {
    /// Returns the kind, as the test vectors call it.
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
                "`{range}` is not a range; type `<from>:<to>`, `<from>:` or `:<to>`"
            ),
        }
    }
}

impl std::error::Error for PlanError {}

/// Lists texts that may be typed.
fn alternatives(texts: &[String]) -> String {
    match texts {
        [texts @ .., last] if !texts.is_empty() => format!("{} or `{last}`", quoted(texts)),
        texts => quoted(texts),
    }
}

/// Lists names, or the beginning of a long list.
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
