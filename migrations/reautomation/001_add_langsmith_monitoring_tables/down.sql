DROP TABLE performance_metrics;
DROP TABLE agent_executions;
DROP TABLE workflow_traces;
