-- writing
INSERT INTO customers VALUES (9, 'x')
UPDATE customers SET name = 'x'
DELETE FROM customers
REPLACE INTO customers VALUES (1, 'x')
MERGE INTO customers c USING orders o ON c.id = o.customer_id WHEN MATCHED THEN DELETE
TRUNCATE TABLE customers
DROP TABLE customers
CREATE TABLE t AS SELECT * FROM customers
CREATE VIEW v AS SELECT 1
CREATE TEMP TABLE t (a int)
ALTER TABLE customers ADD COLUMN x int
GRANT ALL ON customers TO PUBLIC
WITH t AS (SELECT 1) DELETE FROM customers
WITH t AS (SELECT 1) UPDATE customers SET name = 'x'
WITH t AS (SELECT 1) INSERT INTO customers SELECT * FROM t
WITH t AS (DELETE FROM customers RETURNING *) SELECT * FROM t
WITH t AS (INSERT INTO customers VALUES (1) RETURNING *) SELECT * FROM t
WITH t AS (UPDATE customers SET name = 'x' RETURNING *) SELECT * FROM t
SELECT * FROM (DELETE FROM customers RETURNING *) x
SELECT * FROM customers WHERE id IN (DELETE FROM orders RETURNING id)
SELECT * INTO copied FROM customers
SELECT id INTO TEMP copied FROM customers
SELECT * FROM customers FOR UPDATE
SELECT * FROM (SELECT * FROM customers FOR UPDATE) x
SELECT * FROM customers FOR SHARE
SELECT * FROM customers LOCK IN SHARE MODE
EXPLAIN DELETE FROM customers
EXPLAIN ANALYZE SELECT * FROM customers
EXPLAIN ANALYZE DELETE FROM customers
EXPLAIN (ANALYZE) SELECT 1
EXPLAIN (ANALYZE TRUE, COSTS OFF) DELETE FROM customers
EXPLAIN customers
EXPLAIN
DESCRIBE customers
-- several statements
SELECT 1; SELECT 2
SELECT 1; DROP TABLE customers
SELECT 1;; DROP TABLE customers;
; SELECT 1
SELECT 1; /* x */ ; DELETE FROM customers -- y
SELECT ';'; DROP TABLE customers
EXPLAIN SELECT 1; DROP TABLE customers
BEGIN; DELETE FROM customers; COMMIT
-- sessions and settings
BEGIN
COMMIT
ROLLBACK
SET x = 1
RESET ALL
SHOW TABLES
USE shop
CALL p()
EXECUTE p
PREPARE p AS SELECT 1
DEALLOCATE p
DECLARE c CURSOR FOR SELECT 1
PRAGMA table_info(customers)
ATTACH 'x.db' AS y
DETACH y
VACUUM
ANALYZE
COPY customers TO '/tmp/x'
LOAD 'x'
INSTALL x
KILL 1
-- forbidden tables in every place
SELECT * FROM secrets
SELECT * FROM SECRETS
SELECT * FROM "secrets"
SELECT * FROM v_secret
SELECT * FROM customers, secrets
SELECT * FROM customers c, secrets s WHERE c.id = s.id
SELECT * FROM customers JOIN secrets ON true
SELECT * FROM customers LEFT JOIN (secrets CROSS JOIN orders) ON 1 = 1
SELECT * FROM (secrets)
SELECT * FROM ((SELECT * FROM secrets)) x
SELECT (SELECT token FROM secrets)
SELECT name FROM customers WHERE EXISTS (SELECT 1 FROM secrets WHERE token LIKE 's%')
SELECT name FROM customers WHERE id IN (SELECT id FROM secrets)
SELECT name FROM customers WHERE id = ANY (SELECT id FROM secrets)
SELECT name FROM customers ORDER BY (SELECT token FROM secrets)
SELECT name FROM customers GROUP BY (SELECT token FROM secrets)
SELECT COUNT(*) FROM customers HAVING (SELECT COUNT(*) FROM secrets) > 0
SELECT name FROM customers LIMIT (SELECT COUNT(*) FROM secrets)
SELECT name FROM customers LIMIT 1 OFFSET (SELECT COUNT(*) FROM secrets)
SELECT CASE WHEN (SELECT token FROM secrets) LIKE 's%' THEN 1 END
SELECT COALESCE(NULL, (SELECT token FROM secrets))
SELECT SUM((SELECT id FROM secrets)) OVER () FROM customers
SELECT SUM(id) OVER (ORDER BY (SELECT token FROM secrets)) FROM customers
SELECT SUM(id) OVER w FROM customers WINDOW w AS (PARTITION BY (SELECT token FROM secrets))
SELECT id FROM customers UNION SELECT id FROM secrets
SELECT id FROM customers UNION ALL (SELECT id FROM (SELECT id FROM secrets) x)
SELECT id FROM customers EXCEPT SELECT id FROM secrets
SELECT id FROM customers INTERSECT SELECT id FROM secrets
VALUES ((SELECT token FROM secrets))
SELECT * FROM (VALUES ((SELECT token FROM secrets))) v
WITH t AS (SELECT * FROM secrets) SELECT * FROM t
WITH t AS (SELECT 1), u AS (SELECT * FROM secrets) SELECT * FROM t
WITH t AS (WITH u AS (SELECT * FROM secrets) SELECT * FROM u) SELECT * FROM t
WITH RECURSIVE t AS (SELECT id FROM secrets UNION ALL SELECT id + 1 FROM t WHERE id < 3) SELECT * FROM t
SELECT * FROM customers c JOIN orders o ON o.id = (SELECT MAX(id) FROM secrets)
SELECT * FROM customers NATURAL JOIN secrets
SELECT * FROM customers JOIN secrets USING (id)
TABLE secrets
EXPLAIN SELECT * FROM secrets
-- shadowing
WITH secrets AS (SELECT 1 AS id) SELECT * FROM main.secrets
WITH secrets AS (SELECT 1 AS id) SELECT * FROM public.secrets
WITH secrets AS (SELECT 1 AS id) SELECT * FROM shop.secrets
WITH t AS (WITH secrets AS (SELECT 1 AS id) SELECT * FROM secrets) SELECT * FROM t, secrets
SELECT * FROM (WITH secrets AS (SELECT 1 AS id) SELECT * FROM secrets) x, secrets
SELECT (WITH secrets AS (SELECT 1 AS a) SELECT a FROM secrets), (SELECT token FROM secrets)
WITH customers AS (SELECT token AS name FROM secrets) SELECT name FROM customers
WITH RECURSIVE secrets AS (SELECT id FROM secrets UNION ALL SELECT id FROM secrets) SELECT * FROM secrets
SELECT * FROM customers AS secrets, secrets
SELECT * FROM customers secrets JOIN secrets s ON true
-- catalogs
SELECT * FROM information_schema.tables
SELECT * FROM INFORMATION_SCHEMA.COLUMNS
SELECT * FROM "information_schema"."tables"
SELECT * FROM information_schema . tables
SELECT * FROM sqlite_master
SELECT * FROM main.sqlite_schema
SELECT * FROM pg_catalog.pg_tables
SELECT * FROM pg_class
SELECT * FROM mysql.user
SELECT * FROM other.customers
SELECT * FROM other.shop.customers
SELECT version()
SELECT VERSION /* x */ ()
SELECT "version"()
SELECT current_user
SELECT CURRENT_USER()
SELECT session_user
SELECT current_schema
SELECT user()
SELECT database()
SELECT current_database()
SELECT :x
SELECT ?
SELECT * FROM customers WHERE id = ?
-- functions
SELECT pg_sleep(10)
SELECT sleep(10)
SELECT pg_read_file('/etc/passwd')
SELECT load_file('/etc/passwd')
SELECT load_extension('x')
SELECT * FROM read_csv('/etc/passwd')
SELECT * FROM read_text('/etc/passwd')
SELECT my_function(1)
SELECT other.my_function(1)
SELECT * FROM my_function(1)
SELECT * FROM customers, my_function(customers.id)
SELECT name FROM customers WHERE my_function(name) > 1
SELECT name FROM customers ORDER BY my_function(name)
SELECT COUNT(*) FILTER (WHERE my_function(1)) FROM customers
SELECT SUM(my_function(1)) OVER (PARTITION BY my_function(2)) FROM customers
SELECT UPPER(LOWER(my_function('x')))
SELECT CASE WHEN my_function(1) THEN 1 END
SELECT CAST(my_function(1) AS INTEGER)
SELECT dblink('x', 'y')
SELECT xp_cmdshell('dir')
SELECT eval('1')
SELECT system('id')
SELECT sys_exec('id')
SELECT getenv('HOME')
SELECT query_to_xml('select 1', true, true, '')
SELECT nextval('s')
SELECT set_config('a', 'b', false)
-- odd syntax
SELECT * FROM customers PIVOT (MAX(name) FOR id IN (SELECT id FROM secrets))
SELECT * FROM customers TABLESAMPLE (my_function(1))
SELECT * FROM customers FOR SYSTEM_TIME AS OF '2020-01-01'
SELECT * FROM customers@link
SELECT * FROM OPENROWSET('x', 'y', 'z')
SELECT * FROM [dbo].[secrets]
SELECT TOP 1 * FROM secrets
HANDLER customers OPEN
FROM secrets
FROM customers SELECT (SELECT token FROM secrets)
SELECT * FROM customers QUALIFY (SELECT COUNT(*) FROM secrets) > 0
