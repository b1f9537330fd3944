SELECT DATE_FORMAT(ordered_at, '%Y-%m') AS m, SUM(total) FROM orders GROUP BY m ORDER BY m
SELECT DATE_FORMAT(ordered_at, '%d/%m/%y %H:%i:%s'), DATE_FORMAT(ordered_at, '%W %M %e %Y'), DATE_FORMAT(ordered_at, '%x-%v'), DATE_FORMAT(ordered_at, '%j %U %u %p %h %l %k %T %r %f %a %b %c %D') FROM orders
SELECT YEAR(ordered_at), MONTH(ordered_at), DAY(ordered_at), QUARTER(ordered_at), WEEK(ordered_at), WEEK(ordered_at, 1), WEEKOFYEAR(ordered_at), YEARWEEK(ordered_at), DAYOFWEEK(ordered_at), WEEKDAY(ordered_at), DAYOFYEAR(ordered_at), HOUR(ordered_at), MINUTE(ordered_at), SECOND(ordered_at), DAYNAME(ordered_at), MONTHNAME(ordered_at) FROM orders
SELECT DATE(ordered_at), TIME(ordered_at), LAST_DAY(ordered_at), TO_DAYS(ordered_at), FROM_DAYS(738000), UNIX_TIMESTAMP('2024-01-01'), FROM_UNIXTIME(0), FROM_UNIXTIME(0, '%Y'), MAKEDATE(2024, 60), EXTRACT(YEAR_MONTH FROM ordered_at), EXTRACT(DAY FROM ordered_at) FROM orders
SELECT DATEDIFF('2024-03-01', signed_up), TIMESTAMPDIFF(MONTH, signed_up, '2024-03-01'), TIMESTAMPDIFF(YEAR, signed_up, '2024-03-01'), PERIOD_DIFF(202403, 202401) FROM customers
SELECT DATE_ADD(signed_up, INTERVAL 1 MONTH), DATE_SUB(signed_up, INTERVAL 7 DAY), signed_up + INTERVAL 1 YEAR, signed_up - INTERVAL 2 WEEK, ADDDATE(signed_up, 3), DATE_ADD(signed_up, INTERVAL '1:30' HOUR_MINUTE), INTERVAL 1 DAY + signed_up, TIMESTAMPADD(MONTH, 1, signed_up), DATE_ADD(signed_up, INTERVAL id DAY) FROM customers
SELECT STR_TO_DATE('05/03/2024', '%d/%m/%Y'), CAST('2024-01-01' AS DATE), DATE '2024-01-01', TIMESTAMP '2024-01-01 10:00:00', CONVERT_TZ('2024-01-01 00:00:00', '+00:00', '+09:00'), SEC_TO_TIME(3661), TIME_TO_SEC('01:00:00'), TIME_FORMAT('10:11:12', '%H'), ADDTIME('10:00:00', '01:00:00')
SELECT COUNT(*) FROM orders WHERE ordered_at >= NOW() - INTERVAL 100 YEAR AND ordered_at < CURDATE() + INTERVAL 1000 YEAR AND ordered_at < CURRENT_TIMESTAMP() + INTERVAL 1000 YEAR
SELECT CONCAT(name, ' ', IFNULL(country, '?')), CONCAT_WS('-', name, country), name LIKE 'A%', name NOT LIKE '%z', name REGEXP '^A', name RLIKE 'a$', name NOT REGEXP 'q' FROM customers
SELECT LEFT(name, 2), RIGHT(name, 2), LPAD(name, 12, '.'), RPAD(name, 12, '.'), REVERSE(name), CHAR_LENGTH(name), LENGTH(name), LOCATE('e', name), LOCATE('e', name, 2), INSTR(name, 'e'), POSITION('e' IN name), SUBSTRING_INDEX(name, 'e', 1), REPEAT('a', 3), SPACE(2) FROM products
SELECT SUBSTRING(name, 2, 3), SUBSTRING(name FROM 2 FOR 3), SUBSTR(name, 2), MID(name, 1, 2), TRIM(name), TRIM(LEADING 'P' FROM name), LTRIM(name), REPLACE(name, 'e', 'E'), UPPER(name), LOWER(name), UCASE(name), LCASE(name), INSERT(name, 1, 1, 'Z'), FIELD(name, 'Pen', 'Desk'), ELT(2, 'a', 'b'), FIND_IN_SET('b', 'a,b') FROM products
SELECT ASCII('A'), CHAR(65), HEX('a'), HEX(255), UNHEX('41'), MD5(name), SHA1(name), SHA2(name, 256), CRC32(name), TO_BASE64('a'), BIN(5), CONV('ff', 16, 10), FORMAT(1234.567, 2), STRCMP('a', 'b'), SOUNDEX('x'), QUOTE(name) FROM products
SELECT ROUND(price), ROUND(price, 1), TRUNCATE(price, 1), CEIL(price), CEILING(price), FLOOR(price), ABS(-price), SIGN(price), MOD(7, 3), 7 % 3, 7 MOD 3, 7 DIV 2, -7 DIV 2, 7 / 2, POW(2, 3), POWER(2, 3), SQRT(4), EXP(0), LN(1), LOG(100), LOG(2, 8), LOG10(100), LOG2(8), PI(), GREATEST(1, 2), LEAST(1, 2), 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 3, 16 >> 2 FROM products
SELECT IF(price > 5, 'a', 'b'), IFNULL(attributes, '-'), NULLIF(1, 1), COALESCE(NULL, 1), ISNULL(attributes), attributes <=> NULL, NVL(attributes, 'x') FROM products
SELECT GROUP_CONCAT(name), GROUP_CONCAT(DISTINCT category ORDER BY category SEPARATOR '; '), GROUP_CONCAT(name ORDER BY price DESC SEPARATOR '|') FROM products
SELECT STDDEV(price), STD(price), STDDEV_POP(price), STDDEV_SAMP(price), VARIANCE(price), VAR_POP(price), VAR_SAMP(price), BIT_OR(id), COUNT(DISTINCT category, price), SUM(price > 5) FROM products
SELECT category, SUM(price) FROM products GROUP BY category WITH ROLLUP
SELECT JSON_EXTRACT(attributes, '$.color'), JSON_UNQUOTE(JSON_EXTRACT(attributes, '$.color')), JSON_VALUE(attributes, '$.color'), JSON_LENGTH(attributes), JSON_KEYS(attributes), JSON_CONTAINS(attributes, '"a"', '$.tags'), JSON_TYPE(attributes), JSON_VALID(attributes) FROM products
SELECT JSON_OBJECT('a', 1, 'b', name), JSON_ARRAY(1, 'x'), JSON_SEARCH(attributes, 'one', 'blue'), JSON_ARRAYAGG(name), JSON_OBJECTAGG(name, price) FROM products GROUP BY id
SELECT j.x FROM JSON_TABLE('[{"a":1},{"a":2}]', '$[*]' COLUMNS (x INT PATH '$.a')) AS j
SELECT p.name, j.tag FROM products p, JSON_TABLE(p.attributes, '$.tags[*]' COLUMNS (tag VARCHAR(20) PATH '$')) AS j
SELECT name FROM customers ORDER BY country IS NULL, country, name LIMIT 1, 2
SELECT "double", 'sin''gle', 'back\\slash', 'new\nline', 'q\'q', "dq""x", 'per\%cent', N'nat', _utf8mb4'x', x'4142', 0x41, b'101'
SELECT `name`, c.`country` FROM `customers` AS c WHERE c.`id` = 1
SELECT 'a' 'b', 'a' || 'b', 1 && 0, NOT 1, !0, 1 XOR 1, 1 <> 2, 1 != 2, NULL <=> NULL, 3 BETWEEN 1 AND 5, 'a' COLLATE utf8mb4_bin = 'A'
SELECT CAST('12' AS SIGNED), CAST(1.5 AS UNSIGNED), CAST(1 AS CHAR), CAST('1.239' AS DECIMAL(10, 2)), CONVERT('5', SIGNED), CONVERT('x' USING utf8mb4), CAST('2024-01-01' AS DATETIME), BINARY 'a' = 'A'
SELECT MEDIAN(price) OVER (PARTITION BY category), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY price) OVER (PARTITION BY category) FROM products
SELECT STRAIGHT_JOIN c.name FROM customers c JOIN orders o ON o.customer_id = c.id
SELECT SQL_NO_CACHE name FROM customers
SELECT name FROM customers USE INDEX (PRIMARY) WHERE id = 1
SELECT c.name FROM customers c RIGHT JOIN orders o ON o.customer_id = c.id
SELECT c.name FROM customers c INNER JOIN orders o ON o.customer_id = c.id AND o.total > 5 LEFT JOIN order_items i ON i.order_id = o.id
SELECT customer_id FROM orders JOIN (SELECT 1 AS customer_id) z USING (customer_id)
SELECT id FROM orders NATURAL JOIN (SELECT 1 AS id) n
SELECT shop.products.name FROM shop.products
SELECT c.name FROM customers c LEFT JOIN (orders o JOIN order_items i ON i.order_id = o.id) ON o.customer_id = c.id
SELECT name FROM customers WHERE (id, name) IN ((1, 'Ada Byron'), (2, 'x')) AND id = ANY (SELECT customer_id FROM orders) AND id <= ALL (SELECT 10)
WITH v AS (SELECT 1 AS a UNION ALL SELECT 2) SELECT a FROM v
WITH RECURSIVE d AS (SELECT DATE('2024-01-01') AS x UNION ALL SELECT x + INTERVAL 1 DAY FROM d WHERE x < '2024-01-05') SELECT x FROM d
SELECT 1 # comment
SELECT 1--1 AS two
SELECT id, SUM(total) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING), NTH_VALUE(total, 2) OVER (ORDER BY id) FROM orders
SELECT 10 / 4, 10 DIV 4, -10 % 3, 5 / 0, 1.0 / 3, 2 * 3 / 4, 1e3, .5
SELECT name, COUNT(*) AS n FROM customers GROUP BY name HAVING n > 0 ORDER BY n DESC, name
SELECT DISTINCT country FROM customers WHERE country IN ('USA', 'UK') OR country IS NULL
SELECT REGEXP_REPLACE(name, '[aeiou]', '*'), REGEXP_SUBSTR(name, '[a-z]+'), REGEXP_INSTR(name, 'e') FROM products
SELECT name FROM customers WHERE name LIKE '%\_%' OR name LIKE '50|%%' ESCAPE '|'
SELECT CURRENT_DATE IS NULL, CURRENT_DATE() IS NULL, NOW() IS NULL, CURTIME() IS NULL, UTC_TIMESTAMP() IS NULL, SYSDATE() IS NULL, RAND() < 2, UUID() IS NULL, LOCALTIME IS NULL
EXPLAIN SELECT * FROM customers WHERE id = 1
EXPLAIN FORMAT=JSON SELECT * FROM customers WHERE id = 1
SELECT * FROM customers WHERE signed_up >= '2023-01-01' AND signed_up < '2023-01-01' + INTERVAL 1 YEAR
SELECT SUM(IF(status = 'paid', total, 0)) / NULLIF(SUM(total), 0) * 100 AS pct, COUNT(IF(status = 'open', 1, NULL)) FROM orders
SELECT name FROM products ORDER BY FIELD(category, 'Kitchen', 'Office'), price DESC
SELECT name FROM customers WHERE name = BINARY 'Ada Byron' OR country IN (SELECT country FROM customers GROUP BY country HAVING COUNT(*) > 1)
(SELECT id FROM orders WHERE id = 1)
WITH orders AS (SELECT * FROM orders WHERE status = 'paid') SELECT COUNT(*) FROM orders
SELECT JSON_EXTRACT('{"a.b":1,"a":{"b":2}}', '$."a.b"'), JSON_EXTRACT('{"a":[1,{"b":2}]}', '$.a[1].b'), JSON_EXTRACT('{"a":1,"b":2}', '$.a', '$.b'), JSON_EXTRACT('{"a":{"x":1}}', '$**.x'), JSON_VALUE('{"x y":1}', '$."x y"')
SELECT 'a\\b', 'a\'b', 'tab\tx', 'pct\%x', 'us\_x', '\a', "a""b", "a'b", 'a"b', '\\', 'x\\''y', 'é日😀', '\r\n\b', 'abc' REGEXP '^a\\w+$', 'a.c' REGEXP 'a\\.c'
SELECT 7 DIV 2 * 3, 7.9 DIV 2, -7 DIV 2, 7 MOD 4 + 1, 2 ^ 3, NOT 1 = 2, ! 1 = 2, 1 || 0, 1 && 0, 5 - 2 - 1, 1 XOR 1
