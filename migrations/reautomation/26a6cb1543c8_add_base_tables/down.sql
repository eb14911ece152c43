DROP TABLE call_notes;
DROP TABLE conversation_history;
DROP TABLE calls;
DROP TABLE contacts;
