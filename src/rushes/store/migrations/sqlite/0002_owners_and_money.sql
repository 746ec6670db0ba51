-- Who works on a take, who made it and where, what it is paid from, and what the provider counted.
-- SQLite cannot widen a CHECK, so the table is made anew and its rows are carried over.

CREATE TABLE takes_2 (
    id       TEXT PRIMARY KEY,
    ordinal  INTEGER NOT NULL UNIQUE,
    board    TEXT NOT NULL,
    shot     TEXT NOT NULL,
    number   INTEGER NOT NULL CHECK (number >= 1),
    model    TEXT NOT NULL,
    origin   TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('planned', 'submitting', 'submitted', 'ready', 'fetched',
                                            'failed', 'refused', 'cancelled', 'unknown', 'lost')),
    owner    TEXT,
    lane     TEXT,
    run      TEXT NOT NULL DEFAULT '',
    wish     TEXT NOT NULL,
    request  TEXT NOT NULL,
    body     TEXT NOT NULL,
    created  TEXT NOT NULL,
    words    TEXT NOT NULL,
    seed     INTEGER NOT NULL,
    duration TEXT NOT NULL,
    price    INTEGER NOT NULL,
    cost     INTEGER,
    units    TEXT,
    charged  TEXT NOT NULL CHECK (charged IN ('yes', 'no', 'unknown')),
    ticket   TEXT,
    sha256   TEXT,
    size     INTEGER NOT NULL DEFAULT 0,
    dropped  TEXT,
    parents  TEXT NOT NULL DEFAULT '[]',
    error    TEXT,
    CHECK (state <> 'fetched' OR sha256 IS NOT NULL),
    CHECK (state IN ('planned', 'submitting', 'submitted', 'ready') OR owner IS NULL)
);

-- Who made a take, and at which address, stands in its ticket. One that has none was drawn by rushes
-- itself, or sent to the only vendor that there was: it must not be bought there again.
INSERT INTO takes_2 (id, ordinal, board, shot, number, model, origin, state, wish, request, body, created,
                     words, seed, duration, price, cost, charged, ticket, sha256, size, parents, error)
SELECT id, row_number() OVER (ORDER BY created, rowid), board, shot, number, model,
       CASE WHEN json_extract(ticket, '$.data.origin') IS NOT NULL
                 THEN json_extract(ticket, '$.provider') || ' ' || json_extract(ticket, '$.data.origin')
            WHEN model LIKE 'runway:%' THEN 'runway https://api.dev.runwayml.com'
            WHEN model LIKE '%:%' THEN substr(model, 1, instr(model, ':') - 1)
            ELSE model END,
       state, wish, request, body, created, words, seed, duration, price, cost, charged, ticket, sha256,
       size, parents, error
FROM takes;

DROP TABLE takes;
ALTER TABLE takes_2 RENAME TO takes;

-- A request is bought once, and the n-th take of a wish is one take. An attempt that ended without
-- a result stands in nobody's way.
CREATE UNIQUE INDEX takes_request ON takes (request) WHERE state NOT IN ('failed', 'refused', 'cancelled');
CREATE UNIQUE INDEX takes_number ON takes (wish, origin, number)
    WHERE state NOT IN ('failed', 'refused', 'cancelled');
CREATE INDEX takes_wish ON takes (wish);
CREATE INDEX takes_open ON takes (ordinal) WHERE state IN ('planned', 'submitting', 'submitted', 'ready');
CREATE INDEX takes_lane ON takes (lane) WHERE state IN ('submitting', 'submitted');
CREATE INDEX takes_owner ON takes (owner) WHERE owner IS NOT NULL;

-- The processes that work on takes, each with its last sign of life.
CREATE TABLE owners (
    id    TEXT PRIMARY KEY,
    host  TEXT NOT NULL,
    pid   INTEGER NOT NULL,
    began TEXT NOT NULL,
    beat  TEXT NOT NULL
);

-- One command that spends. `total` is reserved as a whole, `spent` is what its takes count for.
CREATE TABLE runs (
    id          TEXT PRIMARY KEY,
    owner       TEXT NOT NULL,
    board       TEXT NOT NULL,
    began       TEXT NOT NULL,
    ended       TEXT,
    total       INTEGER NOT NULL,
    spent       INTEGER NOT NULL DEFAULT 0,
    run_cap     INTEGER,
    month_cap   INTEGER,
    project_cap INTEGER
);
CREATE INDEX runs_open ON runs (id) WHERE ended IS NULL;
CREATE INDEX events_take ON events (take, number);

CREATE TRIGGER takes_remain BEFORE DELETE ON takes
BEGIN
    SELECT RAISE(ABORT, 'a take is never removed');
END;

CREATE TRIGGER takes_stay BEFORE UPDATE ON takes
WHEN OLD.sha256 IS NOT NULL AND NEW.sha256 IS NOT OLD.sha256
BEGIN
    SELECT RAISE(ABORT, 'a take is never overwritten');
END;

-- Links in the order in which they were made, by a column that every database has.
CREATE TABLE links_2 (
    ordinal INTEGER PRIMARY KEY,
    board   TEXT NOT NULL,
    shot    TEXT NOT NULL,
    take    TEXT NOT NULL REFERENCES takes (id),
    wish    TEXT NOT NULL,
    UNIQUE (board, shot, take, wish)
);
INSERT INTO links_2 (board, shot, take, wish) SELECT board, shot, take, wish FROM links ORDER BY rowid;
DROP TABLE links;
ALTER TABLE links_2 RENAME TO links;
CREATE INDEX links_take ON links (take);
CREATE INDEX links_wish ON links (wish);
CREATE INDEX circles_take ON circles (take);
