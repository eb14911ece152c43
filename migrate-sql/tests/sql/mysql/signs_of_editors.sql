-- Signs that look like others.
SELECT 1;
CREATE TABLE x (a int) — note;
—note
CREATE TABLE x (a int);
–– note
SELECT 1;
CREATE TABLE x (a int);
CREATE TABLE x （a int）;
SELECT a FROM t WHERE a ≥ 1;
SELECT a FROM t WHERE a ≠ 1;
CREATE TABLE x (a int)；;
﻿CREATE TABLE x (a int);
CREATE TABLE x (a int);
CREATE TABLE x (a int,​ b int);
