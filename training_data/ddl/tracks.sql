-- Tracks for sale: songs and video episodes.
-- 曲・トラック
CREATE TABLE tracks (
    TrackId INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    Name NVARCHAR(200) NOT NULL,
    AlbumId INTEGER,
    MediaTypeId INTEGER NOT NULL,
    GenreId INTEGER,
    Composer NVARCHAR(220), -- NULL when unknown
    Milliseconds INTEGER NOT NULL, -- length
    Bytes INTEGER, -- file size
    UnitPrice NUMERIC(10,2) NOT NULL, -- list price in US dollars: 0.99 or 1.99
    FOREIGN KEY (AlbumId) REFERENCES albums (AlbumId) ON DELETE NO ACTION ON UPDATE NO ACTION,
    FOREIGN KEY (GenreId) REFERENCES genres (GenreId) ON DELETE NO ACTION ON UPDATE NO ACTION,
    FOREIGN KEY (MediaTypeId) REFERENCES media_types (MediaTypeId) ON DELETE NO ACTION ON UPDATE NO ACTION
);
