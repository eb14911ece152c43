//! `ALTER TABLE`.
use super::{
    ColumnConstraint, ColumnDefinition, Expression, IdentityOptions, Name, PartitionOf,
    QualifiedName, SequenceOptions, Span, TableConstraint, TableOptions, TypeName,
};

/// `ALTER TABLE`; also `ALTER FOREIGN TABLE`. (PostgreSQL takes `ALTER TABLE` for views, indexes and
/// sequences too.)
#[derive(Clone, Debug, PartialEq)]
pub struct AlterTable {
    /// The table.
    pub name: QualifiedName,
    /// `IF EXISTS`.
    pub if_exists: bool,
    /// `ONLY`.
    pub only: bool,
    /// What is to be done, in order.
    pub actions: Vec<(AlterTableAction, Span)>,
}

/// One change to a table.
#[derive(Clone, Debug, PartialEq)]
pub enum AlterTableAction {
    /// `ADD COLUMN`.
    AddColumn {
        /// The column.
        column: ColumnDefinition,
        /// `IF NOT EXISTS`.
        if_not_exists: bool,
        /// `FIRST`, `AFTER c` (MySQL).
        position: Option<ColumnPosition>,
    },
    /// `DROP COLUMN`.
    DropColumn {
        /// The column.
        name: Name,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        cascade: bool,
    },
    /// `ALTER COLUMN … TYPE`.
    SetType {
        /// The column.
        column: Name,
        /// The new type.
        data_type: TypeName,
        /// `COLLATE`.
        collation: Option<QualifiedName>,
        /// `USING`.
        using: Option<Expression>,
    },
    /// `ALTER COLUMN … SET DEFAULT`.
    SetDefault {
        /// The column.
        column: Name,
        /// The default.
        expression: Expression,
    },
    /// `ALTER COLUMN … DROP DEFAULT`.
    DropDefault {
        /// The column.
        column: Name,
    },
    /// `ALTER COLUMN … SET NOT NULL`.
    SetNotNull {
        /// The column.
        column: Name,
    },
    /// `ALTER COLUMN … DROP NOT NULL`.
    DropNotNull {
        /// The column.
        column: Name,
    },
    /// `ALTER COLUMN … ADD GENERATED … AS IDENTITY`.
    AddIdentity {
        /// The column.
        column: Name,
        /// What is said of it.
        identity: IdentityOptions,
    },
    /// `ALTER COLUMN … SET GENERATED …`, `RESTART`, `SET INCREMENT …`; `Some` where `ALWAYS` or
    /// `BY DEFAULT` is set.
    SetIdentity {
        /// The column.
        column: Name,
        /// `ALWAYS`.
        always: Option<bool>,
        /// What is said of its sequence.
        sequence: SequenceOptions,
    },
    /// `ALTER COLUMN … DROP IDENTITY`.
    DropIdentity {
        /// The column.
        column: Name,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `ALTER COLUMN … DROP EXPRESSION`.
    DropExpression {
        /// The column.
        column: Name,
        /// `IF EXISTS`.
        if_exists: bool,
    },
    /// `ALTER COLUMN … SET EXPRESSION AS (…)`.
    SetExpression {
        /// The column.
        column: Name,
        /// How it is computed.
        expression: Expression,
    },
    /// `ALTER COLUMN … SET STATISTICS`, `SET STORAGE`, `SET (…)`: the model doesn't hold it.
    TuneColumn {
        /// The column.
        column: Name,
        /// `storage` or `compression` (PostgreSQL), and which.
        stored: Option<(&'static str, Name)>,
    },
    /// `MODIFY COLUMN`, `CHANGE COLUMN` (MySQL): a column gets a new definition, and perhaps a name.
    RedefineColumn {
        /// The column as it was.
        old: Name,
        /// As it is to be.
        column: ColumnDefinition,
        /// `IF EXISTS` (MariaDB).
        if_exists: bool,
        /// `FIRST`, `AFTER c`.
        position: Option<ColumnPosition>,
    },
    /// `RENAME COLUMN a TO b`.
    RenameColumn {
        /// The column.
        from: Name,
        /// Its new name.
        to: Name,
        /// `IF EXISTS` (MariaDB).
        if_exists: bool,
    },
    /// `ADD CONSTRAINT`; MySQL's `ADD INDEX` too.
    AddConstraint {
        /// The constraint.
        constraint: TableConstraint,
        /// `IF NOT EXISTS` (MariaDB).
        if_not_exists: bool,
    },
    /// `DROP CONSTRAINT`.
    DropConstraint {
        /// The constraint.
        name: Name,
        /// `IF EXISTS`.
        if_exists: bool,
        /// `CASCADE`.
        cascade: bool,
    },
    /// `DROP PRIMARY KEY` (MySQL).
    DropPrimaryKey {
        /// `IF EXISTS` (MariaDB).
        if_exists: bool,
        /// Where it is written.
        span: Span,
    },
    /// `DROP FOREIGN KEY` (MySQL).
    DropForeignKey {
        /// The constraint.
        name: Name,
        /// `IF EXISTS` (MariaDB).
        if_exists: bool,
    },
    /// `DROP CHECK` (MySQL).
    DropCheck {
        /// The constraint.
        name: Name,
    },
    /// `DROP INDEX`, `DROP KEY` (MySQL).
    DropIndex {
        /// The index.
        name: Name,
        /// `IF EXISTS` (MariaDB).
        if_exists: bool,
    },
    /// `RENAME INDEX a TO b` (MySQL).
    RenameIndex {
        /// The index.
        from: Name,
        /// Its new name.
        to: Name,
    },
    /// `RENAME CONSTRAINT a TO b`.
    RenameConstraint {
        /// The constraint.
        from: Name,
        /// Its new name.
        to: Name,
    },
    /// `VALIDATE CONSTRAINT`.
    ValidateConstraint {
        /// The constraint.
        name: Name,
    },
    /// `ALTER CONSTRAINT c DEFERRABLE …`, MySQL's `ALTER CHECK c ENFORCED`.
    AlterConstraint {
        /// The constraint.
        name: Name,
        /// `DEFERRABLE`, `INITIALLY DEFERRED`; `None` where it says neither.
        deferrable: Option<(bool, bool)>,
    },
    /// `RENAME TO`.
    RenameTable {
        /// The new name; MySQL's may be in another database.
        to: QualifiedName,
    },
    /// `SET SCHEMA`.
    SetNamespace {
        /// The schema.
        namespace: Name,
    },
    /// `ATTACH PARTITION`.
    AttachPartition {
        /// The table that becomes a partition.
        partition: QualifiedName,
        /// How; its parent is the table itself.
        of: PartitionOf,
    },
    /// `DETACH PARTITION`.
    DetachPartition {
        /// The partition.
        partition: QualifiedName,
        /// `CONCURRENTLY`.
        concurrently: bool,
    },
    /// `INHERIT t`.
    Inherit(QualifiedName),
    /// `NO INHERIT t`.
    NoInherit(QualifiedName),
    /// `ENABLE`, `DISABLE`, `FORCE`, `NO FORCE ROW LEVEL SECURITY`: the words in lower case.
    RowSecurity(&'static str),
    /// `ENABLE TRIGGER t`, `DISABLE TRIGGER t`; `None` for `ALL` and `USER`.
    SwitchTrigger {
        /// The trigger.
        name: Option<Name>,
    },
    /// `CLUSTER ON i`.
    NeedsIndex(Name),
    /// `REPLICA IDENTITY USING INDEX i` (PostgreSQL).
    ReplicaIdentity(Name),
    /// `OF type`; `None` for `NOT OF` (PostgreSQL), with where it is written.
    OfType(Option<QualifiedName>, Span),
    /// MySQL's `COMMENT = 'text'`.
    SetComment(String),
    /// `ADD` of a column constraint to an existing one; kept for engines that have it.
    AddColumnConstraint {
        /// The column.
        column: Name,
        /// The constraint.
        constraint: ColumnConstraint,
    },
    /// `SET LOGGED`; `SET UNLOGGED` if not (PostgreSQL).
    SetLogged(bool),
    /// `SET (…)`: what the model does not hold (PostgreSQL).
    SetParameters,
    /// A change that the model does not hold (`OWNER TO`, `SET TABLESPACE`, `ENGINE = …`).
    Harmless,
    /// What could not be read: the table is unknown from here on.
    Unknown,
    /// What makes, changes or drops others and leaves the table's columns alone: `MERGE PARTITIONS`,
    /// `SPLIT PARTITION` (PostgreSQL 19). How is not followed.
    Touches {
        /// The others.
        names: Vec<QualifiedName>,
    },
    /// `CONVERT TO CHARACTER SET c COLLATE d` (MySQL): in lower case.
    Convert {
        /// `utf8mb4`.
        charset: String,
        /// `utf8mb4_bin`.
        collation: Option<String>,
    },
    /// `ENGINE = InnoDB`, `COMMENT = 'text'`: options of the table (MySQL).
    SetOptions(TableOptions),
}

/// Where a column goes (MySQL).
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnPosition {
    /// `FIRST`.
    First,
    /// `AFTER c`.
    After(Name),
}
