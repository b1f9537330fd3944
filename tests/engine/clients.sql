CREATE TABLE clients (id INTEGER PRIMARY KEY, name TEXT, city TEXT, country TEXT, kind TEXT, tier TEXT, born DATE);
INSERT INTO clients VALUES
    (1, 'Ann', 'Osaka', 'Japan', 'Retail', 'Gold', '1980-01-01'),
    (2, '花子', 'Kyoto', 'Japan', 'retail', 'Silver', '1990-01-01'),
    (3, 'Otto', 'Berlin', 'Germany', 'Wholesale', 'Gold', '2000-01-01');
CREATE TABLE "odd.name" ("the ""name""" TEXT);
INSERT INTO "odd.name" VALUES ('Ann');
