-- Genres of tracks, such as Rock, Jazz or TV Shows.
-- ジャンル
CREATE TABLE genres (
    GenreId INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    Name NVARCHAR(120)
);
