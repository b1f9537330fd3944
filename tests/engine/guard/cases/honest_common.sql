-- plain
SELECT 1
SELECT * FROM customers
SELECT c.* FROM customers c
SELECT DISTINCT country FROM customers ORDER BY country
SELECT name FROM customers WHERE country IS NULL OR email IS NOT NULL
SELECT name FROM products WHERE price BETWEEN 5 AND 50 AND category IN ('Office', 'Kitchen')
SELECT name FROM products WHERE name NOT LIKE 'P%' AND NOT (price < 2)
SELECT name FROM products WHERE name LIKE '50!%!_%' ESCAPE '!'
SELECT price * 2 + 1, price / 2, -price, +price, (price - 1) * 3 FROM products
SELECT 7 / 2, 7 % 2, 7.0 / 2, -7 / 2, 1 - -1, 2 * (3 + 4), 10 - 4 - 3
SELECT 10 / 4 * 2, 2 + 3 * 4 - 5, 100 / 10 / 5, 7 - (3 - 2), (10 / 4) * 2.0
SELECT name FROM customers ORDER BY name DESC LIMIT 2 OFFSET 1
SELECT CASE WHEN price > 100 THEN 'high' WHEN price > 10 THEN 'mid' ELSE 'low' END AS band, COUNT(*) FROM products GROUP BY 1
SELECT CASE status WHEN 'paid' THEN 1 ELSE 0 END FROM orders
SELECT COALESCE(country, 'unknown'), NULLIF(country, 'USA') FROM customers
SELECT CAST(price AS INTEGER) FROM products WHERE price < 2
SELECT UPPER(name), LOWER(email), LENGTH(country), TRIM(name), REPLACE(name, 'a', 'b') FROM customers
SELECT SUBSTR(name, 1, 3), ROUND(price, 1), ABS(-price) FROM products
SELECT 'it''s', 'a;b', 'DROP TABLE x', '--', '/* */', 'x''; DELETE FROM customers; --'
SELECT '日本語', '　全角　', '😀'
SELECT name AS 名前, price AS 価格 FROM products
SELECT TRUE, FALSE, NULL
SELECT COUNT(*) AS "update", MAX(total) AS max_total FROM orders
SELECT total AS value, status AS state, id AS key_id FROM orders
-- joins
SELECT c.name, o.total FROM customers c JOIN orders o ON o.customer_id = c.id
SELECT c.name, COUNT(o.id) FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.id, c.name ORDER BY 2 DESC, 1
SELECT c.name, o.id FROM customers AS c LEFT OUTER JOIN orders AS o ON (c.id = o.customer_id AND o.status = 'paid')
SELECT a.name, b.name FROM products a CROSS JOIN products b WHERE a.id < b.id
SELECT a.name, b.name FROM products a, products b WHERE a.id < b.id
SELECT p.name, SUM(i.quantity * i.unit_price) AS revenue FROM products p INNER JOIN order_items i ON i.product_id = p.id INNER JOIN orders o ON o.id = i.order_id WHERE o.status = 'paid' GROUP BY p.name HAVING SUM(i.quantity) > 1 ORDER BY revenue DESC
SELECT e.name, m.name AS manager FROM employees e LEFT JOIN employees m ON m.id = e.manager_id
SELECT x.n FROM (SELECT country, COUNT(*) AS n FROM customers GROUP BY country) x WHERE x.n > 1
SELECT o.id FROM orders o JOIN (SELECT order_id, SUM(quantity) q FROM order_items GROUP BY order_id) t ON t.order_id = o.id WHERE t.q > 1
SELECT c.name FROM (customers c JOIN orders o ON o.customer_id = c.id) JOIN order_items i ON i.order_id = o.id
-- aggregates
SELECT COUNT(*), COUNT(DISTINCT country), MIN(signed_up), MAX(signed_up) FROM customers
SELECT AVG(total), SUM(total), MIN(total), MAX(total) FROM orders
SELECT status, COUNT(*) * 100.0 / (SELECT COUNT(*) FROM orders) AS pct FROM orders GROUP BY status
SELECT SUM(CASE WHEN status = 'paid' THEN total ELSE 0 END) AS paid, SUM(total) FROM orders
SELECT country, COUNT(*) FROM customers GROUP BY country HAVING COUNT(*) > 1
-- subqueries
SELECT name FROM customers WHERE id IN (SELECT customer_id FROM orders WHERE total > 100)
SELECT name FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL)
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.status = 'paid')
SELECT name FROM customers c WHERE NOT EXISTS (SELECT * FROM orders o WHERE o.customer_id = c.id)
SELECT name, (SELECT MAX(total) FROM orders o WHERE o.customer_id = c.id) AS best FROM customers c
SELECT name FROM products WHERE price = (SELECT MAX(price) FROM products)
SELECT name FROM products WHERE price > (SELECT AVG(price) FROM products) ORDER BY price DESC
SELECT AVG(n) FROM (SELECT COUNT(*) AS n FROM orders GROUP BY customer_id) AS t
SELECT * FROM (SELECT * FROM (SELECT id, name FROM products) a) b
-- set operations
SELECT name FROM customers UNION SELECT name FROM employees
SELECT name FROM customers UNION ALL SELECT name FROM employees ORDER BY 1 LIMIT 3
SELECT country FROM customers EXCEPT SELECT 'USA'
SELECT id FROM customers INTERSECT SELECT customer_id FROM orders
SELECT 1 AS n UNION SELECT 2 UNION ALL SELECT 2
-- CTEs
WITH t AS (SELECT customer_id, SUM(total) AS s FROM orders GROUP BY customer_id) SELECT c.name, t.s FROM t JOIN customers c ON c.id = t.customer_id
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS y FROM a) SELECT a.x, b.y FROM a CROSS JOIN b
WITH t(a, b) AS (SELECT id, name FROM products) SELECT b FROM t WHERE a > 1
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n
WITH RECURSIVE tree AS (SELECT id, name, 0 AS depth FROM employees WHERE manager_id IS NULL UNION ALL SELECT e.id, e.name, t.depth + 1 FROM employees e JOIN tree t ON e.manager_id = t.id) SELECT name, depth FROM tree ORDER BY depth, name
WITH customers AS (SELECT 1 AS id, 'shadow' AS name) SELECT name FROM customers
SELECT * FROM (WITH q AS (SELECT id FROM orders) SELECT COUNT(*) AS n FROM q) z
WITH a AS (WITH b AS (SELECT id FROM orders) SELECT id FROM b) SELECT COUNT(*) FROM a
WITH monthly AS (SELECT status, SUM(total) AS s FROM orders GROUP BY status), ranked AS (SELECT status, s, RANK() OVER (ORDER BY s DESC) AS r FROM monthly WHERE s IS NOT NULL) SELECT status FROM ranked WHERE r = 1
-- windows
SELECT id, ROW_NUMBER() OVER (ORDER BY total DESC) AS rn FROM orders WHERE total IS NOT NULL
SELECT id, SUM(total) OVER (PARTITION BY customer_id ORDER BY ordered_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS running FROM orders
SELECT id, LAG(total) OVER (ORDER BY id), LEAD(total, 1) OVER (ORDER BY id) FROM orders
SELECT department, name, salary, DENSE_RANK() OVER (PARTITION BY department ORDER BY salary DESC) FROM employees
SELECT name, FIRST_VALUE(name) OVER (PARTITION BY department ORDER BY salary DESC) FROM employees
SELECT name, AVG(salary) OVER (ORDER BY hired_on ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM employees
SELECT name, NTILE(2) OVER w, RANK() OVER w FROM employees WINDOW w AS (ORDER BY salary)
SELECT name, salary, SUM(salary) OVER () FROM employees
SELECT * FROM (SELECT name, ROW_NUMBER() OVER (PARTITION BY department ORDER BY salary DESC) AS rn FROM employees) t WHERE rn = 1
-- comments, endings
SELECT 1; -- the end
SELECT 1 ;
/* all of them */ SELECT COUNT(*) FROM orders -- trailing
SELECT /* inner; comment */ id FROM orders WHERE id = 1
EXPLAIN SELECT * FROM customers WHERE id = 1
