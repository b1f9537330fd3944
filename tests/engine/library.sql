CREATE TABLE author (author_id INTEGER PRIMARY KEY, name VARCHAR(40), country VARCHAR(30), birth_date DATE);
CREATE TABLE book (book_id INTEGER PRIMARY KEY, title VARCHAR(60), author_id INTEGER REFERENCES author (author_id), published_year INTEGER, page_count INTEGER, unit_price NUMERIC(8, 2));
CREATE TABLE member (member_id INTEGER PRIMARY KEY, first_name VARCHAR(20), last_name VARCHAR(20), city VARCHAR(30), joined_on DATE);
CREATE TABLE loan (loan_id INTEGER PRIMARY KEY, book_id INTEGER REFERENCES book (book_id), member_id INTEGER REFERENCES member (member_id), loaned_on TIMESTAMP, returned_on DATE);
CREATE TABLE shelf (shelf_code VARCHAR(5) PRIMARY KEY, floor_number INTEGER);
CREATE TABLE donation (donation_id INTEGER PRIMARY KEY, donor VARCHAR(30), amount NUMERIC(8, 2));
INSERT INTO author VALUES (1, 'Natsume Sōseki', 'Japan', '1867-02-09'), (2, 'Jane Austen', 'United Kingdom', '1775-12-16'), (3, 'Italo Calvino', 'Italy', '1923-10-15');
INSERT INTO book VALUES (1, 'Kokoro', 1, 1914, 248, 9.50), (2, 'Sanshirō', 1, 1908, 262, 11.00), (3, 'Emma', 2, 1815, 474, 7.25), (4, 'Persuasion', 2, 1817, 249, 8.00), (5, 'Invisible Cities', 3, 1972, 165, 12.40);
INSERT INTO member VALUES (1, 'Aya', 'Tanaka', '東京都', '2020-04-01'), (2, 'Ben', 'Okafor', 'Lagos', '2021-11-20'), (3, 'Chloé', 'Martin', 'Paris', '2019-01-05');
INSERT INTO loan VALUES (1, 1, 1, '2023-01-15 10:30:00', '2023-02-01'), (2, 3, 1, '2023-03-02 09:00:00', NULL), (3, 3, 2, '2023-03-28 17:45:00', '2023-04-11'), (4, 5, 3, '2024-06-30 12:00:00', '2024-07-02');
INSERT INTO shelf VALUES ('A1', 1), ('B2', 2)
