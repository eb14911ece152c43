//! The tables of `migrations/agent_factory` at its head, as Diesel sees them.
//!
//! One module for every database, so it names the types that all of them share: a
//! point in time is `Timestamp` (`Timestamptz` on PostgreSQL, `Datetime` on MySQL). Columns
//! with no type in common are left out, and filled by their defaults: documents (`jsonb` on
//! PostgreSQL, `JSON` on MySQL, checked text on SQLite) and `audit_logs.ip_address`
//! (`inet` on PostgreSQL).

// The columns' meaning is documented where they are made: in the migration.
#![allow(missing_docs)]

diesel::table! {
    tenants (id) {
        id -> BigInt,
        slug -> Text,
        name -> Text,
        plan -> Text,
        status -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    users (id) {
        id -> BigInt,
        tenant_id -> BigInt,
        email -> Text,
        full_name -> Text,
        role -> Text,
        is_active -> Bool,
        last_login_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    agents (id) {
        id -> BigInt,
        tenant_id -> BigInt,
        slug -> Text,
        name -> Text,
        description -> Nullable<Text>,
        created_by -> Nullable<BigInt>,
        archived_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        operational_status -> Text,
    }
}

diesel::table! {
    agent_versions (id) {
        id -> BigInt,
        tenant_id -> BigInt,
        agent_id -> BigInt,
        version_number -> Integer,
        model -> Text,
        system_prompt -> Text,
        created_by -> Nullable<BigInt>,
        published_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    executions (id) {
        id -> BigInt,
        tenant_id -> BigInt,
        agent_id -> BigInt,
        agent_version_id -> Nullable<BigInt>,
        requested_by -> Nullable<BigInt>,
        request_key -> Text,
        status -> Text,
        error_message -> Nullable<Text>,
        input_tokens -> BigInt,
        output_tokens -> BigInt,
        cost_micros -> BigInt,
        queued_at -> Timestamp,
        started_at -> Nullable<Timestamp>,
        finished_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    audit_logs (id) {
        id -> BigInt,
        tenant_id -> Nullable<BigInt>,
        tenant_slug -> Text,
        user_id -> Nullable<BigInt>,
        actor_email -> Nullable<Text>,
        action -> Text,
        resource_type -> Text,
        resource_id -> Nullable<BigInt>,
        occurred_at -> Timestamp,
    }
}

diesel::table! {
    tenant_usage_logs (id) {
        id -> BigInt,
        tenant_id -> BigInt,
        execution_id -> Nullable<BigInt>,
        metric -> Text,
        quantity -> BigInt,
        recorded_at -> Timestamp,
    }
}

diesel::table! {
    tenant_invitations (id) {
        id -> BigInt,
        tenant_id -> BigInt,
        email -> Text,
        role -> Text,
        token_hash -> Text,
        status -> Text,
        invited_by -> Nullable<BigInt>,
        expires_at -> Timestamp,
        accepted_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
    }
}

diesel::joinable!(users -> tenants (tenant_id));
diesel::joinable!(agents -> tenants (tenant_id));
diesel::joinable!(agent_versions -> agents (agent_id));
diesel::joinable!(executions -> agents (agent_id));
diesel::joinable!(tenant_usage_logs -> tenants (tenant_id));
diesel::joinable!(tenant_invitations -> tenants (tenant_id));

diesel::allow_tables_to_appear_in_same_query!(
    tenants,
    users,
    agents,
    agent_versions,
    executions,
    audit_logs,
    tenant_usage_logs,
    tenant_invitations,
);
