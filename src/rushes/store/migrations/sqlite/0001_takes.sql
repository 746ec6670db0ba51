-- The ledger: takes, the shots that use them, the circles, and what happened in order.

CREATE TABLE takes (
    id       TEXT PRIMARY KEY,
    board    TEXT NOT NULL,
    shot     TEXT NOT NULL,
    number   INTEGER NOT NULL CHECK (number >= 1),
    model    TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('submitting', 'submitted', 'ready', 'fetched',
                                            'failed', 'refused', 'cancelled', 'unknown', 'lost')),
    wish     TEXT NOT NULL,
    request  TEXT NOT NULL,
    body     TEXT NOT NULL,
    created  TEXT NOT NULL,
    words    TEXT NOT NULL,
    seed     INTEGER NOT NULL,
    duration TEXT NOT NULL,
    price    INTEGER NOT NULL,
    cost     INTEGER,
    charged  TEXT NOT NULL CHECK (charged IN ('yes', 'no', 'unknown')),
    ticket   TEXT,
    sha256   TEXT,
    size     INTEGER NOT NULL DEFAULT 0,
    parents  TEXT NOT NULL DEFAULT '[]',
    error    TEXT,
    CHECK (state <> 'fetched' OR sha256 IS NOT NULL)
);

-- A request is bought once, and the n-th take of a wish is one take. An attempt that ended without
-- a result stands in nobody's way.
CREATE UNIQUE INDEX takes_request ON takes (request) WHERE state NOT IN ('failed', 'refused', 'cancelled');
CREATE UNIQUE INDEX takes_number ON takes (wish, number) WHERE state NOT IN ('failed', 'refused', 'cancelled');
CREATE INDEX takes_wish ON takes (wish);
CREATE INDEX takes_open ON takes (state) WHERE state IN ('submitting', 'submitted', 'ready');

-- A shot's takes. `wish` is what the shot asked for when the take was given to it.
CREATE TABLE links (
    board TEXT NOT NULL,
    shot  TEXT NOT NULL,
    take  TEXT NOT NULL REFERENCES takes (id),
    wish  TEXT NOT NULL,
    PRIMARY KEY (board, shot, take, wish)
);
CREATE INDEX links_take ON links (take);
CREATE INDEX links_wish ON links (wish);

CREATE TABLE circles (
    board  TEXT NOT NULL,
    shot   TEXT NOT NULL,
    take   TEXT NOT NULL REFERENCES takes (id),
    chosen TEXT NOT NULL CHECK (chosen IN ('person', 'rushes')),
    PRIMARY KEY (board, shot)
);

CREATE TABLE events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    at     TEXT NOT NULL,
    take   TEXT NOT NULL,
    kind   TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '{}'
);

CREATE TRIGGER events_stay BEFORE UPDATE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are only ever added');
END;

CREATE TRIGGER events_remain BEFORE DELETE ON events
BEGIN
    SELECT RAISE(ABORT, 'events are only ever added');
END;

CREATE TRIGGER takes_remain BEFORE DELETE ON takes
BEGIN
    SELECT RAISE(ABORT, 'a take is never removed');
END;

CREATE TRIGGER takes_stay BEFORE UPDATE ON takes
WHEN OLD.sha256 IS NOT NULL AND NEW.sha256 IS NOT OLD.sha256
BEGIN
    SELECT RAISE(ABORT, 'a take is never overwritten');
END;
