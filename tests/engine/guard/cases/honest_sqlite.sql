SELECT strftime('%Y-%m', ordered_at) AS month, SUM(total) FROM orders GROUP BY 1 ORDER BY 1
SELECT strftime('%Y', ordered_at) AS y, strftime('%j', ordered_at), strftime('%W', ordered_at), strftime('%w', ordered_at), strftime('%s', ordered_at) FROM orders
SELECT date(ordered_at), time(ordered_at), datetime(ordered_at), julianday(ordered_at), unixepoch(ordered_at) FROM orders
SELECT date(ordered_at, '+1 month', 'start of month'), datetime(ordered_at, '-1 day', 'localtime') FROM orders
SELECT date('2024-01-31', '+1 month'), date('2024-03-15', 'weekday 0', '-7 days'), strftime('%d/%m/%Y %H:%M:%S', '2024-03-15 01:02:03')
SELECT CAST(strftime('%m', signed_up) AS INTEGER) AS m, COUNT(*) FROM customers GROUP BY m
SELECT CAST((julianday('2024-12-31') - julianday(hired_on)) / 365.25 AS INTEGER) FROM employees
SELECT COUNT(*) FROM orders WHERE ordered_at >= date('now', '-100 years')
SELECT name || ' <' || COALESCE(email, '-') || '>' FROM customers
SELECT ifnull(country, '?'), iif(active, 'yes', 'no'), typeof(email), instr(email, '@') FROM customers
SELECT substr(name, -3), substr(name, 2), substring(name, 1, 2), ltrim('  x'), rtrim('x  '), trim('xxaxx', 'x') FROM customers
SELECT printf('%.2f', price), printf('%05d', id), format('%s!', name), hex(name), quote(name), unicode(name), char(65, 66) FROM products
SELECT round(price), round(2.5), round(-2.567, 2), max(1, 2, 3), min(price, 5), abs(-3), sign(-2), mod(7, 3), 7 % 3 FROM products
SELECT ceil(1.2), floor(-1.2), sqrt(2), power(2, 10), pow(2, 3), exp(1), ln(2), log(100), log10(100), log2(8), log(2, 8), pi(), trunc(1.9)
SELECT group_concat(name), group_concat(name, '; '), group_concat(DISTINCT category) FROM products
SELECT total(price), sum(price), avg(DISTINCT price), count(price) FILTER (WHERE price > 5) FROM products
SELECT json_extract(attributes, '$.color'), attributes -> '$.tags', attributes ->> '$.size.w', attributes ->> 'color' FROM products
SELECT p.name, t.value FROM products p, json_each(p.attributes, '$.tags') t
SELECT key, value, type FROM json_each('{"a": 1, "b": [2]}')
SELECT fullkey, atom FROM json_tree('{"a": {"b": 1}}') WHERE atom IS NOT NULL
SELECT json_array(1, 'x', NULL), json_object('a', 1, 'b', price), json_array_length('[1,2]'), json_type('{"a":1}', '$.a'), json_valid('{') FROM products
SELECT json_group_array(name), json_group_object(name, price) FROM products
SELECT json_set('{"a":1}', '$.b', 2), json_remove('{"a":1}', '$.a'), json_patch('{"a":1}', '{"a":2}'), json_quote('x'), json('[1 , 2]')
SELECT * FROM customers WHERE country = "USA"
SELECT COUNT(*) FROM customers WHERE "name" = "O'Neil"
SELECT [name], `email`, "country" FROM [customers]
SELECT c."name" FROM "customers" AS c WHERE c."active" = 1
SELECT name FROM customers WHERE name GLOB 'A*' OR name LIKE 'z%'
SELECT name FROM customers WHERE email IS 'x' OR email IS NOT 'x'
SELECT name FROM customers WHERE country IS NOT DISTINCT FROM NULL
SELECT name FROM customers WHERE email NOTNULL AND country ISNULL
SELECT name FROM customers ORDER BY country NULLS LAST, name COLLATE NOCASE DESC
SELECT id FROM orders LIMIT 2, 3
SELECT rowid, name FROM products WHERE rowid > 1
SELECT main.products.name FROM main.products
SELECT name FROM products WHERE id IN (1, 2) AND (id, name) IN (SELECT id, name FROM products)
WITH ids AS (SELECT 1 AS id) SELECT id FROM orders WHERE customer_id IN ids
SELECT 1 == 1, 1 <> 2, 1 != 2, NOT 0, ~5, 5 & 3, 5 | 2, 1 << 3, 16 >> 2, 5 / 2, 5 / 2.0, -5 / 2, -5 % 3
SELECT x'4142', 1e3, 0x10, .5
SELECT CAST('12abc' AS INTEGER), CAST(1.9 AS INT), CAST(5 AS REAL), CAST(x'41' AS TEXT), CAST('3' AS NUMERIC)
SELECT 1 + '2', '3' * '4', 'a' || 1 || NULL, 1 = '1', '10' < '9', 10 < 9
SELECT * FROM (VALUES (1, 'a'), (2, 'b'))
SELECT column1, column2 FROM (VALUES (1, 'a'), (2, 'b')) AS v WHERE column1 > 1
VALUES (1, 'a'), (2, 'b')
WITH v(a, b) AS (VALUES (1, 2), (3, 4)) SELECT a + b FROM v
WITH RECURSIVE d(x) AS (VALUES ('2024-01-01') UNION ALL SELECT date(x, '+1 day') FROM d WHERE x < '2024-01-05') SELECT x FROM d
WITH RECURSIVE c(x) AS (SELECT 1 UNION SELECT x + 1 FROM c LIMIT 5) SELECT * FROM c
WITH b AS (SELECT * FROM a), a AS (SELECT 1 AS x) SELECT x FROM b
SELECT name, sum(salary) OVER (ORDER BY hired_on RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM employees
SELECT name, sum(salary) OVER (ORDER BY salary GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) FROM employees
SELECT name, count(*) FILTER (WHERE salary > 400) OVER (PARTITION BY department) FROM employees
SELECT department, max(salary), name FROM employees GROUP BY department
SELECT o.id FROM orders o NATURAL JOIN (SELECT 1 AS id) n
SELECT c.name FROM customers c RIGHT JOIN orders o ON o.customer_id = c.id
SELECT c.name, o.id FROM customers c FULL OUTER JOIN orders o ON o.customer_id = c.id
SELECT customer_id, id FROM orders JOIN (SELECT 1 AS customer_id) USING (customer_id)
SELECT CASE WHEN total > 100 THEN 'a' END x FROM orders WHERE x IS NOT NULL
SELECT name AS 'full name', price "the price" FROM products ORDER BY "the price"
EXPLAIN QUERY PLAN SELECT * FROM orders WHERE id = 1
SELECT likely(1), unlikely(0), nullif(1, 1), coalesce(NULL, NULL, 3), random() IS NOT NULL
SELECT name LIKE '%a%' AND NOT name LIKE 'b_' ESCAPE '\' FROM products
SELECT EXISTS (SELECT 1 FROM orders WHERE id = 99), (1, 2) = (1, 2), 5 BETWEEN 1 AND 10
SELECT upper(substr(name, 1, 1)) || lower(substr(name, 2)) FROM customers
SELECT replace(replace(name, ' ', ''), 'a', 'A'), length(trim(name)), soundex(name) IS NULL FROM customers WHERE 0
SELECT name FROM customers WHERE lower(name) LIKE '%' || lower('ADA') || '%'
SELECT NOT EXISTS (SELECT 1 FROM orders) OR 1 AND 0, NOT 1 = 2, NOT (1 AND 0), - - 1, 1 IS NOT NULL, 2 IN (1, 2) = 1
SELECT current_date IS NOT NULL, current_time IS NOT NULL, CURRENT_TIMESTAMP IS NOT NULL
select ID, NAME from CUSTOMERS where ID = 1
SELECT LEAD(total, 1, 0) OVER (ORDER BY id) FROM orders
SELECT CAST('2024-05-06' AS DATE), CAST(5 AS DECIMAL(10, 2)) / 2, CAST(1.5 AS BOOLEAN), CAST('7' AS TIMESTAMP), CAST(3 AS NUMERIC) / 2
SELECT '{"a.b":1,"a":{"b":2}}' -> '$."a.b"', '{"a.b":1}' -> 'a.b', '["q","r"]' -> 1, '{"x y":1}' ->> 'x y', json_extract('{"a":[1,{"b":2}]}', '$.a[1].b'), json_extract('{"a":1,"b":2}', '$.a', '$.b'), json_extract('[1,2]', '$[#-1]')
SELECT 'a\b', 'a''b', 'a\', '\', 'x' LIKE '\%' ESCAPE '\', '"', "it's"
SELECT 2 * 3 || 4, - 2 || 3, NOT 1 = 2, 1 < 2 < 3, 5 & 3 | 4, 1 + 2 << 1, 'a' = 'A' COLLATE NOCASE
