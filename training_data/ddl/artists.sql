-- Artists and bands; many have no album.
-- アーティスト（アルバムのないものも多い）
CREATE TABLE artists (
    ArtistId INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    Name NVARCHAR(120)
);
