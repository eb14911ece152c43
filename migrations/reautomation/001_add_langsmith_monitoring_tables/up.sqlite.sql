-- Traces of workflows from LangSmith, the agents that ran in them, and metrics of the system.
CREATE TABLE workflow_traces (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    call_id bigint REFERENCES calls (id) ON DELETE CASCADE,
    run_id varchar(100) NOT NULL UNIQUE,
    status varchar(20) NOT NULL,
    metadata text NOT NULL DEFAULT '{}' CHECK (json_valid(metadata)),
    started_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ended_at timestamp
);
CREATE INDEX ix_workflow_traces_call ON workflow_traces (call_id);

CREATE TABLE agent_executions (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    trace_id bigint NOT NULL REFERENCES workflow_traces (id) ON DELETE CASCADE,
    agent_name varchar(100) NOT NULL,
    input_tokens bigint NOT NULL DEFAULT 0,
    output_tokens bigint NOT NULL DEFAULT 0,
    duration_ms integer
);
CREATE INDEX ix_agent_executions_trace ON agent_executions (trace_id);

CREATE TABLE performance_metrics (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    name varchar(100) NOT NULL,
    value double precision NOT NULL,
    recorded_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
