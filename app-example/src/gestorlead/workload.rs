//! The studio's critical queries, and rows to run them on. PostgreSQL's: production is measured.

/// A query that the studio's pages wait for.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// The part of the application that asks.
    pub name: &'static str,
    /// The longest time it may take, in milliseconds.
    pub limit_ms: u32,
    /// The index that has to serve it; `None` where a scan of all rows is what it is about.
    pub index: Option<&'static str>,
    /// The query.
    pub sql: &'static str,
}

/// The targets of the studio's guide, from the most to the least critical.
pub const TARGETS: [Target; 5] = [
    Target {
        name: "dashboard",
        limit_ms: 50,
        index: Some("tasks_dashboard"),
        sql: "SELECT id, status, credits_used, created_at FROM tasks \
              WHERE user_id = 17 ORDER BY created_at DESC LIMIT 20",
    },
    Target {
        name: "playground",
        limit_ms: 100,
        index: Some("tasks_playground"),
        sql: "SELECT id, status, created_at FROM tasks WHERE user_id = 17 AND task_type_id = \
              (SELECT id FROM task_types WHERE code = 'translation') \
              ORDER BY created_at DESC LIMIT 10",
    },
    Target {
        name: "agent",
        limit_ms: 200,
        index: Some("tasks_of_agent"),
        sql: "SELECT status, count(*), avg(duration_ms) FROM tasks \
              WHERE agent_id = (SELECT min(id) + 40 FROM agents) GROUP BY status",
    },
    Target {
        name: "analytics",
        limit_ms: 1_000,
        index: Some("tasks_analytics"),
        sql: "SELECT task_type_id, count(*), sum(credits_used) FROM tasks \
              WHERE created_at >= timestamptz '2025-12-25 00:00:00+00' GROUP BY task_type_id",
    },
    Target {
        name: "reporting",
        limit_ms: 5_000,
        index: None,
        sql: "SELECT s.code, t.category, count(*), sum(k.credits_used), avg(k.duration_ms) \
              FROM tasks k JOIN users u ON u.id = k.user_id \
              JOIN subscription_tiers s ON s.id = u.subscription_tier_id \
              JOIN task_types t ON t.id = k.task_type_id \
              GROUP BY s.code, t.category ORDER BY s.code, t.category",
    },
];

/// Returns a script that makes 500 users, 1,000 agents and `tasks` tasks over the year 2025, the
/// same in every run, and has PostgreSQL count them. The lookup tables have to be seeded.
pub fn rows(tasks: u32) -> String {
    format!(
        "INSERT INTO users (email, full_name, subscription_tier_id) \
         SELECT 'user' || n || '@studio.example', 'User ' || n, s.id \
         FROM generate_series(1, 500) AS n \
         JOIN subscription_tiers s ON s.sort_order = 1 + n % 4;\n\
         INSERT INTO agents (user_id, agent_type_id, name, status) \
         SELECT u.id, t.id, 'Agent ' || n, 'active' \
         FROM generate_series(1, 1000) AS n \
         JOIN users u ON u.email = 'user' || (1 + n % 500) || '@studio.example' \
         JOIN agent_types t ON t.sort_order = 1 + n % 33;\n\
         INSERT INTO tasks (user_id, agent_id, task_type_id, status, credits_used, duration_ms, \
                            error_message, created_at, started_at, completed_at) \
         SELECT a.user_id, a.id, t.id, \
                CASE WHEN n % 50 = 0 THEN 'failed' ELSE 'completed' END, 1 + n % 9, \
                (n * 7919) % 60000, CASE WHEN n % 50 = 0 THEN 'no answer' END, \
                made.at, made.at, made.at + interval '1 minute' \
         FROM generate_series(1, {tasks}) AS n \
         CROSS JOIN LATERAL (SELECT timestamptz '2025-01-01 00:00:00+00' \
                                    + n * interval '365 days' / {tasks} AS at) AS made \
         JOIN agents a ON a.name = 'Agent ' || (1 + (n * 31) % 1000) \
         JOIN task_types t ON t.sort_order = 1 + n % 23;\n\
         ANALYZE;"
    )
}
