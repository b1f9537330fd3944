CREATE TABLE departments (
  dept_id INTEGER PRIMARY KEY,
  title VARCHAR(80) NOT NULL,
  budget INTEGER NOT NULL
);
CREATE TABLE teachers (
  teacher_id INTEGER PRIMARY KEY,
  dept_id INTEGER NOT NULL REFERENCES departments (dept_id),
  full_name VARCHAR(80) NOT NULL,
  head_id INTEGER REFERENCES teachers (teacher_id),
  salary INTEGER NOT NULL,
  room_no VARCHAR(10)
);
CREATE TABLE courses (
  course_id INTEGER PRIMARY KEY,
  teacher_id INTEGER REFERENCES teachers (teacher_id),
  title VARCHAR(80) NOT NULL,
  credits INTEGER NOT NULL,
  capacity INTEGER NOT NULL
);
CREATE TABLE students (
  student_id INTEGER PRIMARY KEY,
  full_name VARCHAR(80) NOT NULL,
  home_city VARCHAR(60),
  student_no VARCHAR(12) NOT NULL,
  born_on DATE,
  tuition DECIMAL(10, 2) NOT NULL,
  advisor_id INTEGER REFERENCES teachers (teacher_id)
);
CREATE TABLE enrolments (
  student_id INTEGER NOT NULL REFERENCES students (student_id),
  course_id INTEGER NOT NULL REFERENCES courses (course_id),
  term VARCHAR(10) NOT NULL,
  grade INTEGER,
  enrolled_at TIMESTAMP NOT NULL,
  PRIMARY KEY (student_id, course_id, term)
);
CREATE TABLE absences (
  absence_id INTEGER PRIMARY KEY,
  student_id INTEGER NOT NULL REFERENCES students (student_id),
  missed_at TIMESTAMP NOT NULL,
  hours INTEGER NOT NULL,
  excuse VARCHAR(200)
);
