CREATE TABLE department (
  id INTEGER PRIMARY KEY,
  name VARCHAR(40) NOT NULL,
  city VARCHAR(40) NOT NULL,
  annual_budget INTEGER NOT NULL
);
CREATE TABLE employee (
  id INTEGER PRIMARY KEY,
  name VARCHAR(60) NOT NULL,
  job_title VARCHAR(40) NOT NULL,
  department_id INTEGER,
  manager_id INTEGER,
  hire_date DATE NOT NULL,
  salary INTEGER NOT NULL,
  remote BOOLEAN NOT NULL,
  FOREIGN KEY (department_id) REFERENCES department (id),
  FOREIGN KEY (manager_id) REFERENCES employee (id)
);
CREATE TABLE project (
  id INTEGER PRIMARY KEY,
  name VARCHAR(40) NOT NULL,
  status VARCHAR(20) NOT NULL,
  budget DECIMAL(12, 2) NOT NULL,
  start_date DATE,
  end_date DATE
);
CREATE TABLE assignment (
  employee_id INTEGER NOT NULL,
  project_id INTEGER NOT NULL,
  role VARCHAR(20) NOT NULL,
  hours_per_week INTEGER NOT NULL,
  PRIMARY KEY (employee_id, project_id),
  FOREIGN KEY (employee_id) REFERENCES employee (id),
  FOREIGN KEY (project_id) REFERENCES project (id)
);
CREATE TABLE leave_request (
  id INTEGER PRIMARY KEY,
  employee_id INTEGER NOT NULL,
  kind VARCHAR(20) NOT NULL,
  starts_on DATE NOT NULL,
  ends_on DATE NOT NULL,
  FOREIGN KEY (employee_id) REFERENCES employee (id)
);

INSERT INTO department VALUES
  (1, 'Sales', 'Tokyo', 900000),
  (2, 'Engineering', 'Berlin', 2400000),
  (3, 'Finance', 'Tokyo', 600000),
  (4, 'Legal', 'Paris', 300000),
  (5, 'Design', 'Berlin', 450000);

INSERT INTO employee VALUES
  (1, 'Yuki Hara', 'CEO', 1, NULL, '2017-03-12', 15000, TRUE),
  (2, 'Marta Klein', 'CTO', 2, 1, '2017-04-10', 12000, FALSE),
  (3, 'Tom Reed', 'CFO', 3, 1, '2014-12-26', 11500, TRUE),
  (4, 'Sora Ueda', 'Sales Manager', 1, 1, '2015-06-11', 9000, FALSE),
  (5, 'Anja Vogel', 'Lead Engineer', 2, 2, '2014-05-03', 8200, TRUE),
  (6, 'Chen Li', 'Analyst', 2, 2, '2015-10-22', 6100, TRUE),
  (7, 'Ravi Patel', 'Engineer', 2, 5, '2022-01-06', 5900, TRUE),
  (8, 'Maya Cohen', 'Designer', 3, 3, '2023-02-14', 6400, TRUE),
  (9, 'Otto Braun', 'Sales Rep', 2, 2, '2014-02-26', 7000, TRUE),
  (10, 'Rika Ono', 'Sales Rep', 1, 4, '2023-01-26', 5200, FALSE),
  (11, 'Jack Moss', 'Engineer', 1, 4, '2020-02-24', 4800, TRUE),
  (12, 'Lena Roth', 'Sales Rep', 5, 2, '2017-07-10', 8800, TRUE),
  (13, 'Kaito Mizuno', 'Analyst', 5, 12, '2021-07-18', 5600, FALSE),
  (14, 'Sara Dahl', 'Sales Rep', 2, 5, '2019-06-13', 6000, FALSE),
  (15, 'Ivan Petrov', 'Sales Rep', 4, 1, '2019-06-07', 7400, TRUE),
  (16, 'Nadia Haddad', 'Analyst', 3, 3, '2022-11-13', 11900, TRUE),
  (17, 'Felix Stein', 'Designer', 2, 5, '2014-06-17', 6100, TRUE),
  (18, 'Momo Aoki', 'Engineer', NULL, 4, '2015-08-22', 3900, TRUE);

INSERT INTO project VALUES
  (1, 'Atlas', 'active', 120000.0, '2022-03-01', NULL),
  (2, 'Borealis', 'closed', 80000.0, '2021-05-10', '2023-01-31'),
  (3, 'Comet', 'active', 45000.0, '2024-02-15', NULL),
  (4, 'Delta', 'planned', 60000.0, NULL, NULL),
  (5, 'Echo', 'closed', 30000.0, '2020-09-01', '2021-08-31');

INSERT INTO assignment VALUES
  (1, 3, 'developer', 8),
  (1, 1, 'advisor', 40),
  (2, 1, 'developer', 4),
  (3, 1, 'lead', 4),
  (3, 2, 'lead', 4),
  (4, 2, 'lead', 20),
  (4, 1, 'advisor', 8),
  (5, 2, 'advisor', 20),
  (6, 3, 'tester', 8),
  (6, 1, 'developer', 4),
  (7, 1, 'tester', 12),
  (8, 1, 'developer', 20),
  (10, 3, 'tester', 40),
  (10, 1, 'developer', 40),
  (11, 1, 'developer', 40),
  (12, 3, 'tester', 12),
  (14, 1, 'advisor', 20),
  (15, 2, 'tester', 12),
  (16, 1, 'tester', 12),
  (17, 5, 'developer', 4);

INSERT INTO leave_request VALUES
  (1, 6, 'sick', '2023-12-17', '2023-12-27'),
  (2, 13, 'sick', '2023-06-17', '2023-06-27'),
  (3, 5, 'vacation', '2023-07-13', '2023-07-18'),
  (4, 5, 'vacation', '2024-05-05', '2024-05-10'),
  (5, 2, 'sick', '2024-10-24', '2024-10-29'),
  (6, 6, 'parental', '2023-05-08', '2023-05-18'),
  (7, 5, 'vacation', '2024-03-15', '2024-03-20'),
  (8, 6, 'parental', '2023-02-17', '2023-02-18'),
  (9, 11, 'vacation', '2023-06-17', '2023-06-18'),
  (10, 6, 'sick', '2023-04-17', '2023-04-19'),
  (11, 5, 'vacation', '2024-10-09', '2024-10-11'),
  (12, 6, 'vacation', '2024-07-22', '2024-07-24'),
  (13, 7, 'sick', '2024-04-06', '2024-04-16'),
  (14, 7, 'vacation', '2023-08-18', '2023-08-19'),
  (15, 11, 'sick', '2023-11-10', '2023-11-15'),
  (16, 16, 'vacation', '2023-07-22', '2023-07-23'),
  (17, 7, 'vacation', '2024-03-19', '2024-03-29'),
  (18, 6, 'sick', '2023-09-10', '2023-09-20'),
  (19, 10, 'parental', '2023-12-22', '2023-12-23'),
  (20, 6, 'sick', '2023-11-23', '2023-12-03'),
  (21, 6, 'sick', '2024-08-22', '2024-08-23'),
  (22, 10, 'parental', '2024-07-14', '2024-07-16'),
  (23, 11, 'sick', '2024-04-04', '2024-04-05'),
  (24, 10, 'parental', '2023-04-14', '2023-04-15'),
  (25, 16, 'parental', '2023-06-23', '2023-06-24'),
  (26, 16, 'vacation', '2024-01-09', '2024-01-10');
