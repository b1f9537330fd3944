SELECT date_trunc('month', ordered_at) AS m, SUM(total) FROM orders GROUP BY 1 ORDER BY 1
SELECT EXTRACT(YEAR FROM ordered_at), EXTRACT(dow FROM ordered_at), EXTRACT(epoch FROM ordered_at), EXTRACT(isoyear FROM ordered_at) FROM orders
SELECT to_char(ordered_at, 'YYYY-MM'), to_char(ordered_at, 'FMMonth DD, YYYY HH24:MI:SS'), to_char(total, 'FM999,990.00'), to_char(ordered_at, 'IYYY-"W"IW'), to_char(ordered_at, 'Day') FROM orders
SELECT to_date('05/03/2024', 'DD/MM/YYYY'), to_timestamp('2024-03-05 10:11', 'YYYY-MM-DD HH24:MI'), to_timestamp(0), to_number('1,234.5', '9G999D9')
SELECT ordered_at + INTERVAL '1 day', ordered_at - INTERVAL '2 months 3 hours', ordered_at::date + 7, ordered_at::date - signed_up, age(ordered_at), age(TIMESTAMP '2024-01-01', ordered_at) FROM orders, customers WHERE false
SELECT INTERVAL '1 year 2 months', INTERVAL '3' DAY, interval '1 day' * 3, make_interval(days => 3), make_date(2024, 2, 29), make_timestamp(2024, 1, 2, 3, 4, 5.5), justify_days(INTERVAL '40 days')
SELECT DATE '2024-01-31' + INTERVAL '1 month', (DATE '2024-03-01' - DATE '2024-02-01'), date_bin('15 minutes', TIMESTAMP '2024-01-01 10:20', TIMESTAMP '2024-01-01'), (DATE '2024-01-01', DATE '2024-02-01') OVERLAPS (DATE '2024-01-15', DATE '2024-03-01')
SELECT d::date FROM generate_series(DATE '2024-01-01', DATE '2024-01-05', INTERVAL '1 day') AS g(d)
SELECT ordered_at AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Tokyo' FROM orders
SELECT COUNT(*) FROM orders WHERE ordered_at >= now() - INTERVAL '100 years' AND ordered_at < CURRENT_DATE + 1000 AND ordered_at < LOCALTIMESTAMP + INTERVAL '1000 years'
SELECT name || ' ' || COALESCE(country, '?'), concat(name, NULL, 1), concat_ws('-', name, country), format('%s:%I:%L', name, country, email) FROM customers WHERE country IS NOT NULL
SELECT left(name, 2), right(name, 2), lpad(name, 12, '.'), rpad(name, 12), reverse(name), initcap(name), length(name), char_length(name), octet_length(name), repeat('a', 3) FROM products
SELECT substring(name FROM 2 FOR 3), substring(name FROM '[a-z]+'), substring(name, 2), substr(name, 2, 2), position('e' IN name), strpos(name, 'e'), overlay(name PLACING 'XX' FROM 1 FOR 2), trim(BOTH 'P' FROM name), ltrim(name, 'P'), btrim(name), split_part(name, 'e', 1) FROM products
SELECT name ~ '^P', name ~* '^p', name !~ 'x', name !~* 'x', name SIMILAR TO '(P|D)%', name ILIKE 'p%', name NOT ILIKE 'z%', regexp_replace(name, '[aeiou]', '*', 'g'), regexp_match(name, '([a-z])'), regexp_count(name, 'e'), regexp_split_to_array(name, 'e'), regexp_like(name, 'e') FROM products
SELECT translate(name, 'en', 'EN'), ascii('A'), chr(66), md5(name), encode(sha256('a'::bytea), 'hex'), quote_literal(name), starts_with(name, 'P'), to_hex(255), string_to_array('a,b', ',') FROM products
SELECT round(price), round(price, 1), round(2.5), ceil(price), ceiling(price), floor(price), trunc(price, 1), abs(-price), sign(price), mod(7, 3), 7 % 3, power(2, 3), 2 ^ 3, sqrt(4), exp(0), ln(1), log(100), log(2, 8), pi(), div(7, 2), 7 / 2, -7 / 2, 7 / 2.0, 5 # 3, 5 & 3, 5 | 3, ~5, 1 << 3, width_bucket(5, 0, 10, 5) FROM products
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY price), percentile_disc(0.9) WITHIN GROUP (ORDER BY price), mode() WITHIN GROUP (ORDER BY category), stddev(price), variance(price), corr(id, price), regr_slope(price, id) FROM products
SELECT string_agg(name, ', ' ORDER BY name DESC), array_agg(DISTINCT category ORDER BY category), bool_and(price > 1), bool_or(price > 100), every(price > 0), COUNT(*) FILTER (WHERE price > 5), array_to_string(array_agg(name ORDER BY id), '|') FROM products
SELECT json_agg(name ORDER BY id), jsonb_agg(price), json_object_agg(name, price ORDER BY id), jsonb_build_object('a', 1, 'b', NULL), json_build_array(1, 'x'), to_jsonb(1), row_to_json(t) FROM (SELECT name, price, id FROM products) t GROUP BY t.*
SELECT attributes::jsonb ->> 'color', attributes::json -> 'tags' -> 0, attributes::jsonb #>> '{size,w}', attributes::jsonb ? 'color', attributes::jsonb @> '{"color": "blue"}', attributes::jsonb -> 'tags' ->> -1, '{"a":1}'::jsonb <@ '{"a":1,"b":2}'::jsonb, '{"a":1}'::jsonb || '{"b":2}', '{"a":1}'::jsonb - 'a', '{"a":1}'::jsonb ?| ARRAY['a', 'b'] FROM products
SELECT jsonb_array_length('[1,2]'), jsonb_typeof('1'), jsonb_pretty('{"a":1}'), jsonb_set('{"a":1}', '{a}', '2'), jsonb_path_query('{"a":[1,2]}', '$.a[*] ? (@ > 1)'), jsonb_path_exists('{"a":1}', '$.a'), jsonb_extract_path_text('{"a":{"b":1}}', 'a', 'b'), jsonb_strip_nulls('{"a":null}'), json_typeof('[]'), jsonb_object_keys('{"a":1}')
SELECT e.value FROM products p, jsonb_array_elements_text(p.attributes::jsonb -> 'tags') AS e(value)
SELECT k, v FROM jsonb_each_text('{"a": 1, "b": 2}') AS t(k, v)
SELECT a, b FROM jsonb_to_recordset('[{"a":1,"b":"x"}]') AS t(a int, b text)
SELECT c.name, l.total FROM customers c CROSS JOIN LATERAL (SELECT total FROM orders o WHERE o.customer_id = c.id ORDER BY total DESC LIMIT 1) l
SELECT c.name, l.n FROM customers c LEFT JOIN LATERAL (SELECT COUNT(*) AS n FROM orders o WHERE o.customer_id = c.id) l ON TRUE
SELECT DISTINCT ON (customer_id) customer_id, ordered_at, total FROM orders ORDER BY customer_id, ordered_at DESC
SELECT name FROM products ORDER BY price DESC NULLS LAST FETCH FIRST 2 ROWS ONLY
SELECT name FROM products ORDER BY price OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY
SELECT name FROM products ORDER BY price FETCH FIRST 1 ROW WITH TIES
SELECT category, SUM(price), GROUPING(category) FROM products GROUP BY ROLLUP (category) ORDER BY 1 NULLS FIRST
SELECT category, name, SUM(price) FROM products GROUP BY CUBE (category, name) ORDER BY 1, 2
SELECT category, name, SUM(price) FROM products GROUP BY GROUPING SETS ((category), (name), ()) ORDER BY 1, 2
SELECT ARRAY[1, 2, 3], (ARRAY[1, 2, 3])[2], ARRAY[1, 2] || 3, 2 = ANY(ARRAY[1, 2]), 3 <> ALL(ARRAY[1, 2]), array_length(ARRAY[1, 2], 1), cardinality(ARRAY[1]), array_position(ARRAY['a', 'b'], 'b'), ARRAY[1, 2] @> ARRAY[1], ARRAY[1, 2] && ARRAY[2, 3], ARRAY[[1, 2], [3, 4]], (ARRAY[1, 2, 3])[1:2], array_remove(ARRAY[1, 2], 1), '{1,2}'::int[]
SELECT name FROM customers WHERE id = ANY(SELECT customer_id FROM orders) AND id > ALL(SELECT 0) AND country IN ('USA', 'UK')
SELECT ARRAY(SELECT id FROM orders ORDER BY id), EXISTS(SELECT 1 FROM orders), ROW(1, 2) = ROW(1, 2), (1, 'a') IN (SELECT 1, 'a')
SELECT unnest(ARRAY[1, 2]), generate_series(1, 2)
SELECT u.v, u.o FROM unnest(ARRAY['a', 'b']) WITH ORDINALITY AS u(v, o)
SELECT m, COUNT(o.id) FROM generate_series(1, 3) AS m LEFT JOIN orders o ON EXTRACT(MONTH FROM o.ordered_at) = m GROUP BY m ORDER BY m
SELECT '1'::int + 1, CAST('1.5' AS numeric(10, 2)), 'x'::varchar(10), '2024-01-01'::timestamp, '2024-01-01'::timestamptz IS NULL, 1::boolean, 'a'::char(3), 3.7::int, '12'::bigint, 1::double precision, 1::real, '{"a":1}'::json, '10:00'::time
SELECT e'tab\tq\'q', E'\\', $$dollar 'x'; y$$, $tag$a$tag$, 'back\slash', U&'\0061', B'101'
SELECT 'multi' || E'\n' || 'line', quote_nullable(NULL), 'x' IS DISTINCT FROM NULL, NULL IS NOT DISTINCT FROM NULL, TRUE IS TRUE, NULL IS UNKNOWN, NOT TRUE IS FALSE
SELECT SUM(total) OVER (PARTITION BY customer_id ORDER BY ordered_at RANGE BETWEEN INTERVAL '30 days' PRECEDING AND CURRENT ROW) FROM orders
SELECT id, nth_value(total, 2) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), cume_dist() OVER (ORDER BY id), percent_rank() OVER (ORDER BY id) FROM orders
WITH t AS MATERIALIZED (SELECT 1 AS x), u AS NOT MATERIALIZED (SELECT 2 AS y) SELECT x, y FROM t, u
WITH RECURSIVE months(m) AS (SELECT DATE '2024-01-01' UNION ALL SELECT (m + INTERVAL '1 month')::date FROM months WHERE m < DATE '2024-04-01') SELECT m FROM months
WITH RECURSIVE b AS (SELECT x FROM a), a AS (SELECT 1 AS x) SELECT * FROM b
SELECT * FROM (VALUES (1, 'x'), (2, 'y')) AS v(id, label)
VALUES (1, 'a'), (2, 'b')
TABLE products
SELECT public.products.name FROM public.products
SELECT "name", "id" AS "Id" FROM "products" WHERE "products"."id" = 1
SELECT o.id FROM orders o JOIN order_items i ON o.id = i.order_id JOIN products p ON p.id = i.product_id AND p.category = 'Office'
SELECT c.name FROM customers c RIGHT JOIN orders o ON o.customer_id = c.id FULL JOIN products p ON p.id = o.id
SELECT id FROM orders NATURAL JOIN (SELECT 1 AS id) n
SELECT customer_id FROM orders JOIN (SELECT 1 AS customer_id) z USING (customer_id)
SELECT COUNT(*) FROM customers TABLESAMPLE BERNOULLI (100)
SELECT greatest(1, 2, NULL), least(1, 2), nullif(1, 1), coalesce(NULL, 1), num_nulls(NULL, 1), random() < 2
SELECT to_tsvector('english', name) @@ to_tsquery('english', 'pen'), ts_rank(to_tsvector(name), plainto_tsquery('pen')) FROM products
SELECT daterange(DATE '2024-01-01', DATE '2024-02-01') @> DATE '2024-01-15', int4range(1, 5) && int4range(4, 8), lower(int4range(1, 5)), upper(int4range(1, 5))
EXPLAIN (FORMAT JSON, COSTS OFF) SELECT * FROM customers
SELECT COALESCE(SUM(total), 0)::numeric(12, 2) AS total, ROUND(100.0 * COUNT(*) FILTER (WHERE status = 'paid') / NULLIF(COUNT(*), 0), 1) AS pct FROM orders
SELECT name COLLATE "C" FROM customers ORDER BY name COLLATE "C"
SELECT EXTRACT(EPOCH FROM (ordered_at - TIMESTAMP '2023-01-01')) / 86400 FROM orders
SELECT (price > 5)::int, CASE WHEN price > 5 THEN 1 END FROM products
SELECT t FROM (SELECT 1 AS a, 2 AS b) t
SELECT (t).a FROM (SELECT ROW(1, 2) AS r, 1 AS a) t WHERE false
SELECT pg_catalog.upper(name), name OPERATOR(pg_catalog.||) 'x' FROM products
SELECT current_date IS NULL, current_timestamp(0) IS NULL, clock_timestamp() IS NULL, localtime IS NULL, gen_random_uuid() IS NULL
(SELECT id FROM orders WHERE id = 1)
WITH orders AS (SELECT * FROM orders WHERE status = 'paid') SELECT COUNT(*) FROM orders
select ID, NAME from CUSTOMERS where ID = 1
SELECT LEAD(total, 1, 0) OVER (ORDER BY id) FROM orders
SELECT '{"a.b":1,"a":{"b":2}}'::jsonb -> 'a.b', '["q","r"]'::jsonb -> 1, '{"0":5}'::jsonb -> '0', '{"x y":7}'::jsonb ->> 'x y', '{"日":8}'::jsonb ->> '日', '{"$.a":1}'::jsonb -> '$.a', '{"a''b":1}'::jsonb -> 'a''b', '{"a":{"b":[1,2]}}'::json #> '{a,b,0}'
SELECT 'a\b', E'a\\b', E'a\'b\n\x41\u0041', 'a''b', $$a\b'c$$, 'a.c' ~ 'a\.c', 'abc' ~ '^\w+$', 'x' LIKE '\%'
SELECT 2 ^ 3 ^ 2, -2 ^ 2, 2 * 3 ^ 2, -1::int + 1, NOT true::boolean, 'a' || 1 + 2, 7 / 2 * 3, 5 % 3 * 2
