-- The ledger, as the SQLite one stands at its version 2. Texts that are compared or sorted by their
-- bytes say so: a server's own language would sort them another way.

CREATE TABLE takes (
    id       TEXT COLLATE "C" PRIMARY KEY,
    ordinal  BIGINT NOT NULL UNIQUE,
    board    TEXT NOT NULL,
    shot     TEXT NOT NULL,
    number   BIGINT NOT NULL CHECK (number >= 1),
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
    created  TEXT COLLATE "C" NOT NULL,
    words    TEXT NOT NULL,
    seed     BIGINT NOT NULL,
    duration TEXT NOT NULL,
    price    BIGINT NOT NULL,
    cost     BIGINT,
    units    TEXT,
    charged  TEXT NOT NULL CHECK (charged IN ('yes', 'no', 'unknown')),
    ticket   TEXT,
    sha256   TEXT,
    size     BIGINT NOT NULL DEFAULT 0,
    dropped  TEXT,
    parents  TEXT NOT NULL DEFAULT '[]',
    error    TEXT,
    CHECK (state <> 'fetched' OR sha256 IS NOT NULL),
    CHECK (state IN ('planned', 'submitting', 'submitted', 'ready') OR owner IS NULL)
);
CREATE UNIQUE INDEX takes_request ON takes (request) WHERE state NOT IN ('failed', 'refused', 'cancelled');
CREATE UNIQUE INDEX takes_number ON takes (wish, origin, number)
    WHERE state NOT IN ('failed', 'refused', 'cancelled');
CREATE INDEX takes_wish ON takes (wish);
CREATE INDEX takes_open ON takes (ordinal) WHERE state IN ('planned', 'submitting', 'submitted', 'ready');
CREATE INDEX takes_lane ON takes (lane) WHERE state IN ('submitting', 'submitted');
CREATE INDEX takes_owner ON takes (owner) WHERE owner IS NOT NULL;

CREATE TABLE owners (
    id    TEXT PRIMARY KEY,
    host  TEXT NOT NULL,
    pid   BIGINT NOT NULL,
    began TEXT NOT NULL,
    beat  TEXT COLLATE "C" NOT NULL
);

CREATE TABLE runs (
    id          TEXT PRIMARY KEY,
    owner       TEXT NOT NULL,
    board       TEXT NOT NULL,
    began       TEXT NOT NULL,
    ended       TEXT,
    total       BIGINT NOT NULL,
    spent       BIGINT NOT NULL DEFAULT 0,
    run_cap     BIGINT,
    month_cap   BIGINT,
    project_cap BIGINT
);
CREATE INDEX runs_open ON runs (id) WHERE ended IS NULL;

CREATE TABLE links (
    ordinal BIGINT GENERATED ALWAYS AS IDENTITY,
    board   TEXT NOT NULL,
    shot    TEXT NOT NULL,
    take    TEXT COLLATE "C" NOT NULL REFERENCES takes (id),
    wish    TEXT NOT NULL,
    PRIMARY KEY (board, shot, take, wish)
);
CREATE INDEX links_take ON links (take);
CREATE INDEX links_wish ON links (wish);

CREATE TABLE circles (
    board  TEXT NOT NULL,
    shot   TEXT NOT NULL,
    take   TEXT COLLATE "C" NOT NULL REFERENCES takes (id),
    chosen TEXT NOT NULL CHECK (chosen IN ('person', 'rushes')),
    PRIMARY KEY (board, shot)
);
CREATE INDEX circles_take ON circles (take);

CREATE TABLE events (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at     TEXT NOT NULL,
    take   TEXT NOT NULL,
    kind   TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX events_take ON events (take, number);

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END
$$;

CREATE TRIGGER events_stay BEFORE UPDATE OR DELETE ON events
    FOR EACH ROW EXECUTE FUNCTION refuse('events are only ever added');
CREATE TRIGGER takes_remain BEFORE DELETE ON takes
    FOR EACH ROW EXECUTE FUNCTION refuse('a take is never removed');
CREATE TRIGGER takes_stay BEFORE UPDATE ON takes
    FOR EACH ROW WHEN (OLD.sha256 IS NOT NULL AND NEW.sha256 IS DISTINCT FROM OLD.sha256)
    EXECUTE FUNCTION refuse('a take is never overwritten');
