-- Everything that nobody of role user may learn holds zqx7 or a number from 7000000.
CREATE TABLE clients (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    status TEXT NOT NULL,
    email TEXT,
    CardNumber TEXT,
    joined DATE
);
CREATE TABLE payments (
    id INTEGER PRIMARY KEY,
    client_id INTEGER NOT NULL REFERENCES clients (id),
    amount INTEGER NOT NULL,
    memo TEXT
);
CREATE TABLE vault (secret_code TEXT);
CREATE VIEW client_list AS SELECT id, name, region, email, CardNumber FROM clients;
CREATE VIEW totals AS SELECT c.region, COUNT(*) AS clients, SUM(p.amount) AS amount
    FROM clients c JOIN payments p ON p.client_id = c.id GROUP BY c.region;
INSERT INTO clients VALUES
    (1, 'Ann', 'east', 'open', 'azqx7ann@example.com', '4111-zqx7', '2020-01-05'),
    (2, 'Bert', 'east', 'open', 'bzqx7bert@example.com', '4222-zqx7', '2021-02-06'),
    (3, 'Yuki 東', 'east', 'open', NULL, '4333-zqx7', '2022-03-07'),
    (4, 'zqx7 Dora', 'east', 'zqx7 closed', 'dzqx7@zqx7.example', '4444-zqx7', '1901-01-01'),
    (5, 'zqx7 Emil', 'west', 'open', 'ezqx7@zqx7.example', '4555-zqx7', '2099-12-31'),
    (6, 'zqx7 Fred', 'west zqx7', 'zqx7 open', 'fzqx7@zqx7.example', '4666-zqx7', '2098-11-30');
INSERT INTO payments VALUES
    (1, 1, 10, 'zqx7 memo one'), (2, 1, 20, 'zqx7 memo two'), (3, 2, 30, NULL), (4, 5, 7000001, 'zqx7 memo west'),
    (5, 6, 7000002, NULL);
INSERT INTO vault VALUES ('zqx7 launch');
