CREATE TABLE countries (country_id INTEGER PRIMARY KEY, name TEXT NOT NULL, continent TEXT NOT NULL, population INTEGER);
CREATE TABLE directors (director_id INTEGER PRIMARY KEY, full_name TEXT NOT NULL, birth_year INTEGER, gender TEXT,
  country_id INTEGER REFERENCES countries (country_id));
CREATE TABLE films (film_id INTEGER PRIMARY KEY, title TEXT NOT NULL, genre TEXT, release_year INTEGER, duration_minutes INTEGER,
  rating REAL, budget INTEGER, director_id INTEGER REFERENCES directors (director_id));
CREATE TABLE theaters (theater_id INTEGER PRIMARY KEY, name TEXT NOT NULL, city TEXT, capacity INTEGER, opened_year INTEGER);
CREATE TABLE screenings (screening_id INTEGER PRIMARY KEY, film_id INTEGER NOT NULL REFERENCES films (film_id),
  theater_id INTEGER NOT NULL REFERENCES theaters (theater_id), screening_date DATE NOT NULL, ticket_price INTEGER,
  attendance INTEGER);
CREATE TABLE awards (award_id INTEGER PRIMARY KEY, name TEXT NOT NULL, film_id INTEGER REFERENCES films (film_id),
  award_year INTEGER);
INSERT INTO countries VALUES (1,'Japan','Asia',125000000),(2,'France','Europe',67000000),(3,'Brazil','South America',214000000),
  (4,'India','Asia',1400000000),(5,'Canada','North America',38000000);
INSERT INTO directors VALUES (1,'Aki Mori',1964,'F',1),(2,'Jean Petit',1971,'M',2),(3,'Rosa Lima',1980,'F',3),
  (4,'Arjun Rao',1958,'M',4),(5,'Emma Stone Roy',1990,'F',2),(6,'Paul Grant',1975,'M',NULL);
INSERT INTO films VALUES (1,'Silent River','Drama',2015,112,8.1,3000000,1),(2,'Night Train','Thriller',2018,98,7.4,5200000,2),
  (3,'Blue Carnival','Musical',2020,125,6.9,4100000,3),(4,'The Last Monsoon','Drama',2018,141,8.7,6000000,4),
  (5,'Paper Moons','Comedy',2021,88,6.2,900000,5),(6,'River of Stars','Drama',2020,132,7.8,NULL,1),
  (7,'Hidden Garden','Thriller',2022,104,5.9,2500000,4),(8,'Laugh Again','Comedy',2015,95,7.1,1200000,4);
INSERT INTO theaters VALUES (1,'Grand Palace','Tokyo',800,1985),(2,'Star Hall','Osaka',450,2003),(3,'Cinema Rouge','Paris',300,1998),
  (4,'Little Screen','Tokyo',120,2016),(5,'Harbor Arts','Yokohama',600,2011);
INSERT INTO screenings VALUES (1,1,1,'2023-10-01',1800,640),(2,1,2,'2023-10-05',1500,300),(3,2,1,'2023-10-08',1800,720),
  (4,3,3,'2023-11-02',1200,180),(5,4,1,'2023-11-15',2000,790),(6,4,2,'2023-11-20',1600,410),(7,4,3,'2024-01-10',1300,290),
  (8,5,4,'2024-01-12',1000,95),(9,6,1,'2024-02-03',1900,550),(10,6,2,'2024-02-10',1500,380),(11,8,1,'2024-03-01',1000,60);
INSERT INTO awards VALUES (1,'Golden Reel',4,2019),(2,'Best Music',3,2021),(3,'Golden Reel',1,2016),(4,'Audience Prize',4,2018),
  (5,'Audience Prize',6,2021);
