-- What the agent keeps. Times are milliseconds since 1970. A sequence number is the order of arrival: clocks are set.
CREATE TABLE attempt (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    peer TEXT NOT NULL,
    user TEXT,
    start INTEGER NOT NULL,
    finish INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    reached TEXT NOT NULL,
    failed INTEGER NOT NULL,
    side TEXT NOT NULL,
    cause TEXT,
    certainty TEXT NOT NULL,
    confidence REAL NOT NULL,
    folder TEXT,
    bytes INTEGER NOT NULL
);
CREATE INDEX attempt_start ON attempt (start);
CREATE INDEX attempt_peer ON attempt (peer, sequence);
CREATE INDEX attempt_cause ON attempt (cause, sequence);
CREATE INDEX attempt_failed ON attempt (failed, sequence);
CREATE INDEX attempt_folder ON attempt (sequence) WHERE bytes > 0;

-- Apart from its attempt, so that a list does not read it.
CREATE TABLE report (
    attempt INTEGER PRIMARY KEY REFERENCES attempt (sequence) ON DELETE CASCADE,
    json TEXT NOT NULL
);

CREATE TABLE checkpoint (
    source TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID;

-- Log lines that attempts still going on are made of.
CREATE TABLE line (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    source TEXT NOT NULL,
    inode INTEGER NOT NULL,
    position INTEGER NOT NULL,
    at INTEGER NOT NULL,
    octets BLOB NOT NULL
);
CREATE INDEX line_at ON line (at);

CREATE TABLE value (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    count INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE upload (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    received INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    sha256 TEXT NOT NULL UNIQUE,
    attempt TEXT
);
CREATE INDEX upload_attempt ON upload (attempt, sequence);
