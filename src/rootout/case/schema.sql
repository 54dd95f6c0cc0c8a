-- One case, one file. Documents are JSON: docs/case-format.md says what is in them.
CREATE TABLE IF NOT EXISTS scan (number INTEGER PRIMARY KEY, document TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS record (
    scan INTEGER NOT NULL, id TEXT NOT NULL, artifact TEXT NOT NULL, document TEXT NOT NULL,
    PRIMARY KEY (scan, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS gap (scan INTEGER NOT NULL, document TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS finding (scan INTEGER NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS incident (scan INTEGER NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL);
