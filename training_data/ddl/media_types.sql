-- File formats of tracks, audio and video.
-- メディアタイプ（音声・動画のファイル形式）
CREATE TABLE media_types (
    MediaTypeId INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    Name NVARCHAR(120)
);
