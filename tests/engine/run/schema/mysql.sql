CREATE TABLE customers (id integer PRIMARY KEY, name varchar(80) NOT NULL, email varchar(80) UNIQUE, active tinyint(1),
  born date COMMENT 'day of birth') COMMENT 'people who buy';
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL, total decimal(10, 2), placed_at datetime,
  photo blob, FOREIGN KEY (customer_id) REFERENCES customers (id));
CREATE VIEW order_totals AS SELECT customer_id, sum(total) AS total FROM orders GROUP BY customer_id;
CREATE TABLE secrets (id integer PRIMARY KEY, token varchar(80));
INSERT INTO secrets VALUES (1, 'sesame');
INSERT INTO customers VALUES (1, 'Ada', 'ada@example.com', true, '1990-12-10'), (2, '花子', NULL, false, '2001-03-03');
INSERT INTO orders VALUES (1, 1, 12.5, '2024-05-01 10:00:00', x'0102'), (2, 1, 7.25, '2024-05-02 11:30:00', NULL), (3, 2, 100, NULL, NULL);
