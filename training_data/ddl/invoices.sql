-- Invoices, one per purchase; revenue is the sum of Total.
-- 請求書（売上は Total の合計）
CREATE TABLE invoices (
    InvoiceId INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    CustomerId INTEGER NOT NULL,
    InvoiceDate DATETIME NOT NULL, -- 'YYYY-MM-DD HH:MM:SS'
    BillingAddress NVARCHAR(70),
    BillingCity NVARCHAR(40),
    BillingState NVARCHAR(40),
    BillingCountry NVARCHAR(40),
    BillingPostalCode NVARCHAR(10),
    Total NUMERIC(10,2) NOT NULL, -- US dollars, the sum of the invoice's lines
    FOREIGN KEY (CustomerId) REFERENCES customers (CustomerId) ON DELETE NO ACTION ON UPDATE NO ACTION
);
