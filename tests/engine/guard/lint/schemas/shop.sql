CREATE TABLE categories (
  id INTEGER PRIMARY KEY,
  name VARCHAR(80) NOT NULL UNIQUE,
  parent_id INTEGER REFERENCES categories (id)
);
CREATE TABLE customers (
  id INTEGER PRIMARY KEY,
  name VARCHAR(120) NOT NULL,
  email VARCHAR(120) UNIQUE,
  country VARCHAR(60) NOT NULL,
  city VARCHAR(60),
  postcode VARCHAR(12),
  credit_limit DECIMAL(12, 2),
  referrer_id INTEGER REFERENCES customers (id),
  created_at TIMESTAMP NOT NULL
);
CREATE TABLE products (
  id INTEGER PRIMARY KEY,
  sku VARCHAR(20) NOT NULL UNIQUE,
  name VARCHAR(120) NOT NULL,
  category_id INTEGER REFERENCES categories (id),
  price DECIMAL(10, 2) NOT NULL,
  stock INTEGER NOT NULL,
  discontinued_on DATE
);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  coupon_code VARCHAR(20),
  status VARCHAR(20) NOT NULL,
  ordered_at TIMESTAMP NOT NULL,
  shipped_on DATE,
  total DECIMAL(12, 2) NOT NULL,
  shipping_fee DECIMAL(8, 2) NOT NULL
);
CREATE TABLE order_lines (
  order_id INTEGER NOT NULL REFERENCES orders (id),
  line_no INTEGER NOT NULL,
  product_id INTEGER NOT NULL REFERENCES products (id),
  quantity INTEGER NOT NULL,
  unit_price DECIMAL(10, 2) NOT NULL,
  PRIMARY KEY (order_id, line_no)
);
CREATE TABLE payments (
  id INTEGER PRIMARY KEY,
  order_id INTEGER NOT NULL REFERENCES orders (id),
  amount DECIMAL(12, 2) NOT NULL,
  paid_at TIMESTAMP NOT NULL
);
CREATE TABLE reviews (
  id INTEGER PRIMARY KEY,
  product_id INTEGER NOT NULL REFERENCES products (id),
  customer_id INTEGER REFERENCES customers (id),
  stars INTEGER NOT NULL,
  comment VARCHAR(500)
);
