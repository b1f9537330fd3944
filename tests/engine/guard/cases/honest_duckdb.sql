FROM customers
FROM customers SELECT name WHERE id > 2
SELECT * EXCLUDE (email) FROM customers
SELECT * REPLACE (upper(name) AS name) FROM customers
SELECT COLUMNS('.*name') FROM customers
SELECT min(COLUMNS(*)) FROM order_items
SELECT country, count(*) FROM customers GROUP BY ALL ORDER BY ALL
SELECT name, salary FROM employees QUALIFY row_number() OVER (PARTITION BY department ORDER BY salary DESC) = 1
SELECT date_trunc('month', ordered_at) AS m, sum(total) FROM orders GROUP BY 1 ORDER BY 1
SELECT year(ordered_at), month(ordered_at), day(ordered_at), quarter(ordered_at), week(ordered_at), dayofweek(ordered_at), isodow(ordered_at), hour(ordered_at) FROM orders
SELECT extract(year FROM ordered_at), extract('month' FROM ordered_at), date_part('dow', ordered_at), datepart('doy', ordered_at) FROM orders
SELECT date_diff('month', DATE '2024-01-31', ordered_at::DATE), datediff('day', signed_up, DATE '2024-12-31') FROM orders, customers
SELECT ordered_at + INTERVAL 1 DAY, ordered_at - INTERVAL '2 months', ordered_at + INTERVAL (id) DAY, DATE '2024-01-31' + 3 FROM orders
SELECT date_add(DATE '2024-01-31', INTERVAL 1 MONTH), date_sub('month', DATE '2024-01-01', DATE '2024-03-15'), age(DATE '2024-01-01', DATE '2023-01-01')
SELECT strftime(ordered_at, '%Y-%m-%d %H:%M'), strftime(DATE '2024-02-03', '%d/%m/%y'), strptime('03/02/2024', '%d/%m/%Y'), try_strptime('x', '%Y') FROM orders
SELECT last_day(DATE '2024-02-01'), monthname(DATE '2024-02-01'), dayname(DATE '2024-02-01'), make_date(2024, 2, 29), epoch(TIMESTAMP '2024-01-01 00:00:00'), to_timestamp(0) IS NULL
SELECT make_timestamp(2024, 1, 2, 3, 4, 5.5), epoch_ms(TIMESTAMP '2024-01-01'), epoch_ms(0), time_bucket(INTERVAL '1 week', ordered_at) FROM orders
SELECT name || '!' || coalesce(country, '?'), concat(name, '-', country), concat_ws(',', name, country) FROM customers
SELECT upper(name), lower(name), length(name), strlen(name), reverse(name), left(name, 2), right(name, 2), lpad(name, 12, '.'), rpad(name, 12, '.') FROM products
SELECT substr(name, 2), substring(name, 1, 2), name[1:3], name[1], instr(name, 'e'), strpos(name, 'e'), position('e' IN name), contains(name, 'e'), starts_with(name, 'P') FROM products
SELECT split_part(email, '@', 2), string_split(email, '@')[1], str_split(email, '.'), regexp_extract(email, '@(.*)\.', 1), regexp_matches(email, '^a'), regexp_replace(email, '[aeiou]', '*', 'g') FROM customers
SELECT regexp_extract_all(name, '[a-z]'), regexp_full_match(name, '[A-Z][a-z]+'), regexp_split_to_array(name, '\s+'), name ~ 'e', name SIMILAR TO '.*e.*', name ILIKE '%E%', name NOT ILIKE 'x' FROM products
SELECT name GLOB 'P*', name LIKE '50\%%' ESCAPE '\', trim(name), ltrim(name), rtrim(name, 'n'), trim(name, 'P'), replace(name, 'e', 'E'), translate(name, 'en', 'EN') FROM products
SELECT printf('%d-%s', id, name), format('{}-{}', id, name), repeat('ab', 3), chr(65), ascii('A'), md5(name), sha256(name), hash(name) IS NULL, to_base64('ab'::BLOB), hex('ab') FROM products
SELECT round(price), round(price, 1), floor(price), ceil(price), trunc(price), abs(-price), sign(-1), mod(7, 3), 7 % 3, power(2, 3), 2 ** 3, sqrt(4), cbrt(27), exp(0), ln(1), log(100), log2(8), log(2, 8), pi() FROM products
SELECT 7 / 2, 7 // 2, -7 // 2, 7.0 / 2, fdiv(7, 2), divide(7, 2), greatest(1, 2, 3), least(1, 2), gcd(12, 18), lcm(4, 6), factorial(5), xor(5, 3), 5 & 3, 5 | 3, 1 << 3, 16 >> 2, ~5, @(-3)
SELECT median(price), quantile_cont(price, 0.25), quantile_disc(price, [0.25, 0.75]), mode(category), stddev(price), stddev_pop(price), variance(price), var_pop(price), skewness(price), kurtosis(price), mad(price), entropy(category) FROM products
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY price), percentile_disc(0.9) WITHIN GROUP (ORDER BY price DESC) FROM products
SELECT arg_max(name, price), arg_min(name, price), max_by(name, price), min_by(name, price), first(name ORDER BY id), last(name ORDER BY id), any_value(category), max(price, 2) FROM products
SELECT string_agg(name, ', ' ORDER BY name), group_concat(name, ';'), listagg(name, '|'), list(name ORDER BY id), array_agg(DISTINCT category ORDER BY category) FROM products
SELECT count(DISTINCT category), count_if(price > 5), sum(price) FILTER (WHERE price > 5), bool_and(price > 1), bool_or(price > 100), approx_count_distinct(category), histogram(category), product(id), corr(id, price), covar_samp(id, price), regr_slope(price, id) FROM products
SELECT category, sum(price) FROM products GROUP BY ROLLUP (category) ORDER BY category NULLS LAST
SELECT category, name, sum(price), grouping(category) FROM products GROUP BY CUBE (category, name) ORDER BY ALL
SELECT category, name, sum(price) FROM products GROUP BY GROUPING SETS ((category), (name), ()) ORDER BY ALL
SELECT list_sum([1, 2]), list_avg([1, 2]), list_contains([1, 2], 2), [1, 2, 3][2], [1, 2, 3][1:2], len([1, 2]), list_sort([3, 1]), list_distinct([1, 1]), list_reverse([1, 2]), array_length([1, 2]), flatten([[1], [2]]), list_concat([1], [2]), list_position([1, 2], 2)
SELECT list_transform([1, 2], lambda x: x + 1), list_filter([1, 2, 3], lambda x: x > 1), list_reduce([1, 2, 3], lambda a, b: a + b), [x * 2 FOR x IN [1, 2, 3] IF x > 1], list_aggregate([1, 2], 'max')
SELECT list_sort([3, 1, 2], 'DESC'), list_reverse_sort([1, 3, 2]), list_slice([1, 2, 3], 1, 2), array_append([1], 2), array_prepend(0, [1]), list_append([1], 2), list_zip([1, 2], ['a', 'b']), range(3), range(1, 3), generate_series(1, 3), list_value(1, 2), array_to_string([1, 2], ',')
SELECT {'a': 1, 'b': 'x'}, {'a': {'b': 2}}.a.b, struct_pack(a := 1), struct_extract({'a': 1}, 'a'), row(1, 2), MAP {'k': 1}['k'], map_keys(MAP {'k': 1}), map_values(map(['a'], [1])), map_from_entries([('a', 1)])
SELECT unnest([1, 2, 3])
SELECT p.name, t.u FROM products p, unnest([1, 2]) AS t(u)
SELECT i FROM range(5) r(i) WHERE i % 2 = 0
SELECT * FROM generate_series(DATE '2024-01-01', DATE '2024-03-01', INTERVAL 1 MONTH) AS t(d)
SELECT json_extract(attributes, '$.color'), json_extract_string(attributes, '$.color'), attributes -> '$.size' -> 'w', attributes ->> '$.color', attributes::JSON ->> 'color' FROM products
SELECT json_keys(attributes), json_type(attributes), json_array_length('[1,2]'), json_valid('{'), json_object('a', 1), json_array(1, 2), to_json({'a': 1}), json_structure(attributes), json_contains('[1]', '1') FROM products
SELECT key, value FROM json_each('{"a": 1}')
SELECT (attributes ->> '$.color') = 'blue' AND price > 1 FROM products
SELECT '1'::INTEGER + 1, CAST('2024-01-01' AS DATE), TRY_CAST('x' AS INTEGER), 1::DECIMAL(10, 2), '1.5'::DOUBLE, DATE '2024-01-01', TIMESTAMP '2024-01-01 10:00:00', INTERVAL 3 HOURS, 'a'::VARCHAR(10), [1]::BIGINT[], 1::UTINYINT, 170141183460469231731687303715884105727::HUGEINT
SELECT TIMESTAMPTZ '2024-01-01 00:00:00+00' AT TIME ZONE 'Asia/Tokyo', ordered_at AT TIME ZONE 'UTC' IS NULL FROM orders
SELECT * FROM customers c POSITIONAL JOIN products p
SELECT o.id, p.id FROM orders o ASOF JOIN products p ON o.id >= p.id
SELECT * FROM customers SEMI JOIN orders ON customers.id = orders.customer_id
SELECT * FROM customers c ANTI JOIN orders o ON c.id = o.customer_id
SELECT c.name, l.n FROM customers c, LATERAL (SELECT count(*) AS n FROM orders o WHERE o.customer_id = c.id) l
SELECT c.name, l.n FROM customers c JOIN LATERAL (SELECT max(total) AS n FROM orders o WHERE o.customer_id = c.id) l ON true
PIVOT orders ON status USING sum(total) GROUP BY customer_id
SELECT * FROM (PIVOT orders ON status IN ('paid', 'open') USING count(*) GROUP BY customer_id) ORDER BY ALL
SELECT * FROM orders PIVOT (sum(total) FOR status IN ('paid', 'open') GROUP BY customer_id) ORDER BY ALL
SELECT * FROM (UNPIVOT (SELECT id, quantity::DOUBLE AS q, unit_price::DOUBLE AS u FROM order_items, (SELECT 1 AS id)) ON q, u INTO NAME k VALUE v) ORDER BY ALL
UNPIVOT (SELECT 1 AS a, 2 AS b) ON a, b INTO NAME n VALUE v
SELECT name FROM products ORDER BY price DESC NULLS LAST LIMIT 50%
SELECT name.upper().lower() FROM products
SELECT ('a' || 'b').length(), price.round(1) FROM products
SELECT $$dollar 'quoted'; text$$, e'tab\tnewline\n', 'plain\n'
SELECT name, price FROM products UNION ALL BY NAME SELECT price, name FROM products
SELECT if(price > 5, 'a', 'b'), ifnull(attributes, '-'), nullif(1, 1), typeof(price), coalesce(NULL, 1) FROM products
SELECT sum(total) OVER (PARTITION BY customer_id ORDER BY ordered_at RANGE BETWEEN INTERVAL 30 DAYS PRECEDING AND CURRENT ROW) FROM orders
SELECT last_value(total IGNORE NULLS) OVER (ORDER BY id) FROM orders
SELECT id, total, lag(total, 1) OVER w, avg(total) OVER w FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY id)
SELECT DISTINCT ON (customer_id) customer_id, total FROM orders ORDER BY customer_id, total DESC
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) t(n, s)
VALUES (1, 'a'), (2, 'b')
TABLE products
SELECT name AS n, n || '!' AS m FROM products
SELECT a: 1, b: price FROM products
WITH t AS MATERIALIZED (SELECT 1 AS x) SELECT x FROM t
SELECT count(*) FROM orders WHERE status IS NOT DISTINCT FROM NULL
SELECT list_filter(list(id), lambda x: x IN (1, 2)) FROM orders
SELECT 3 IN [1, 2, 3], 'a' IN ('a', 'b'), id IN (SELECT id FROM orders) FROM products
SELECT main.products.name, shop.main.products.id FROM shop.main.products
SELECT levenshtein('a', 'b'), jaccard('ab', 'bc'), damerau_levenshtein('ab', 'ba'), bar(3, 0, 10, 10), format_bytes(1024)
SELECT current_date IS NULL, now() IS NULL, current_timestamp IS NULL, today() IS NULL, random() < 2, uuid() IS NULL, gen_random_uuid() IS NULL
SELECT count(*) FILTER (status = 'paid') FROM orders
EXPLAIN SELECT * FROM customers
SELECT sum(total)::INT AS s, round(100.0 * count(*) FILTER (WHERE status = 'paid') / count(*), 1) AS pct FROM orders
(SELECT id FROM orders WHERE id = 1)
WITH orders AS (SELECT * FROM orders WHERE status = 'paid') SELECT COUNT(*) FROM orders
select ID, NAME from CUSTOMERS where ID = 1
SELECT LEAD(total, 1, 0) OVER (ORDER BY id) FROM orders
SELECT '{"a.b":1,"a":{"b":2}}'::JSON -> '$."a.b"', '{"a.b":1,"a":{"b":2}}'::JSON -> 'a.b', '{"a":{"b":2}}'::JSON -> '$.a.b', '["q","r"]'::JSON -> 1, '["q","r"]'::JSON ->> -1, '{"x y":1}'::JSON ->> 'x y', '{"a":{"b":3}}'::JSON -> '/a/b', '{"日":8}'::JSON ->> '日'
SELECT 'a\b', e'a\\b\n', 'a''b', $$a\b'c$$, regexp_matches('a.c', 'a\.c'), regexp_replace('a1', '(\w)(\d)', '\2\1')
SELECT 2 ^ 3 ^ 2, -2 ^ 2, 2 * 3 ** 2, -1::INT + 1, NOT true::BOOLEAN, 1 || 2 + 3, 7 // 2 * 3
SELECT {'a': 1}::STRUCT(a INTEGER), 'x'::ENUM('x', 'y'), [1]::INTEGER[], MAP {'a': 1}::MAP(VARCHAR, INTEGER)
