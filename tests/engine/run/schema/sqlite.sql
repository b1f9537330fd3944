CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email VARCHAR(80) UNIQUE, active BOOLEAN, born DATE);
CREATE TABLE orders (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL REFERENCES customers (id),
  total NUMERIC(10, 2), placed_at DATETIME, photo BLOB);
CREATE VIEW order_totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;
CREATE TABLE secrets (id INTEGER PRIMARY KEY, token TEXT);
INSERT INTO secrets VALUES (1, 'sesame');
INSERT INTO customers VALUES (1, 'Ada', 'ada@example.com', 1, '1990-12-10'), (2, '花子', NULL, 0, '2001-03-03');
INSERT INTO orders VALUES (1, 1, 12.5, '2024-05-01 10:00:00', x'0102'), (2, 1, 7.25, '2024-05-02 11:30:00', NULL), (3, 2, 100, NULL, NULL);
