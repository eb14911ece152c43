DROP TABLE conversation_history;

DROP TABLE calls;
