-- Playlists; several share one name, some are empty.
-- プレイリスト
CREATE TABLE playlists (
    PlaylistId INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    Name NVARCHAR(120)
);
