-- Customers; SupportRepId is the employee who looks after them.
-- 顧客（SupportRepId は担当の従業員）
CREATE TABLE customers (
    CustomerId INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    FirstName NVARCHAR(40) NOT NULL,
    LastName NVARCHAR(20) NOT NULL,
    Company NVARCHAR(80), -- NULL for private customers
    Address NVARCHAR(70),
    City NVARCHAR(40),
    State NVARCHAR(40), -- NULL in most countries
    Country NVARCHAR(40),
    PostalCode NVARCHAR(10),
    Phone NVARCHAR(24),
    Fax NVARCHAR(24),
    Email NVARCHAR(60) NOT NULL,
    SupportRepId INTEGER, -- employees.EmployeeId
    FOREIGN KEY (SupportRepId) REFERENCES employees (EmployeeId) ON DELETE NO ACTION ON UPDATE NO ACTION
);
