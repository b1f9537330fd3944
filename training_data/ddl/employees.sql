-- Staff of the shop; ReportsTo is the manager.
-- 従業員（ReportsTo は上司）
CREATE TABLE employees (
    EmployeeId INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    LastName NVARCHAR(20) NOT NULL,
    FirstName NVARCHAR(20) NOT NULL,
    Title NVARCHAR(30),
    ReportsTo INTEGER, -- the manager's EmployeeId; NULL at the top
    BirthDate DATETIME, -- 'YYYY-MM-DD HH:MM:SS'
    HireDate DATETIME, -- 'YYYY-MM-DD HH:MM:SS'
    Address NVARCHAR(70),
    City NVARCHAR(40),
    State NVARCHAR(40),
    Country NVARCHAR(40),
    PostalCode NVARCHAR(10),
    Phone NVARCHAR(24),
    Fax NVARCHAR(24),
    Email NVARCHAR(60),
    FOREIGN KEY (ReportsTo) REFERENCES employees (EmployeeId) ON DELETE NO ACTION ON UPDATE NO ACTION
);
