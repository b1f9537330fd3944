CREATE TABLE 工場 (工場ID INTEGER PRIMARY KEY, 工場名 TEXT NOT NULL, 所在地 TEXT, 従業員数 INTEGER, 設立年 INTEGER);
CREATE TABLE 製品 (製品ID INTEGER PRIMARY KEY, 製品名 TEXT NOT NULL, 分類 TEXT, 単価 INTEGER, 重量 REAL, 工場ID INTEGER REFERENCES 工場 (工場ID));
CREATE TABLE 取引先 (取引先ID INTEGER PRIMARY KEY, 会社名 TEXT NOT NULL, 業種 TEXT, 都道府県 TEXT);
CREATE TABLE 担当者 (担当者ID INTEGER PRIMARY KEY, 氏名 TEXT NOT NULL, 年齢 INTEGER, 入社日 DATE, 給与 INTEGER, 性別 TEXT);
CREATE TABLE 出荷 (出荷ID INTEGER PRIMARY KEY, 製品ID INTEGER NOT NULL REFERENCES 製品 (製品ID), 取引先ID INTEGER NOT NULL REFERENCES 取引先 (取引先ID),
  担当者ID INTEGER REFERENCES 担当者 (担当者ID), 出荷日 DATE NOT NULL, 数量 INTEGER NOT NULL, 金額 INTEGER NOT NULL, 状態 TEXT);
INSERT INTO 工場 VALUES (1,'浜松工場','静岡県',420,1968),(2,'神戸工場','兵庫県',310,1985),(3,'仙台工場','宮城県',95,2009),(4,'熊本工場','熊本県',180,2015);
INSERT INTO 製品 VALUES (1,'小型モーター','電装',4800,1.2,1),(2,'大型モーター','電装',15800,6.5,1),(3,'歯車セット','機械',2300,0.8,2),
  (4,'油圧ポンプ','機械',32000,12.4,2),(5,'温度センサー','電子',1200,0.1,3),(6,'圧力センサー','電子',1900,0.2,3),(7,'試験基板','電子',900,0.1,NULL);
INSERT INTO 取引先 VALUES (1,'青葉商事','商社','東京都'),(2,'北斗機械','製造','北海道'),(3,'みなと電機','製造','神奈川県'),(4,'山陽物産','商社','岡山県'),(5,'さくら設備','建設','東京都');
INSERT INTO 担当者 VALUES (1,'田中一郎',45,'2003-04-01',520000,'男性'),(2,'鈴木花子',32,'2015-04-01',380000,'女性'),(3,'高橋健',28,'2020-10-01',310000,'男性'),(4,'伊藤美咲',51,'1998-04-01',610000,'女性');
INSERT INTO 出荷 VALUES (1,1,1,1,'2024-01-15',20,96000,'完了'),(2,2,1,1,'2024-01-28',5,79000,'完了'),(3,3,2,2,'2024-02-03',40,92000,'完了'),
  (4,4,3,2,'2024-02-19',2,64000,'保留'),(5,5,3,3,'2024-03-05',100,120000,'完了'),(6,1,2,1,'2024-03-11',15,72000,'取消'),
  (7,5,1,3,'2024-04-02',60,72000,'完了'),(8,3,1,2,'2024-04-20',30,69000,'保留'),(9,2,3,1,'2024-05-07',8,126400,'完了');
