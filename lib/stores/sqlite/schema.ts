import { summariesAndViews } from './summaries-and-views.ts';

/**
 * The steps from an empty file to the newest schema; `PRAGMA user_version` counts the steps that were taken. A released
 * step is never edited: a change of the schema is another step at the end.
 */
export const migrations: readonly string[] = [
  `
  -- Times are UTC to the millisecond, so that text order is time order; records keep them as they were written.
  CREATE TABLE runs (
    run      TEXT PRIMARY KEY,
    endpoint TEXT NOT NULL,
    epoch    INTEGER NOT NULL,
    at       TEXT NOT NULL,
    status   TEXT NOT NULL CHECK (status IN ('open', 'finished', 'closed')),
    seed     TEXT NOT NULL,
    record   TEXT NOT NULL,
    object   TEXT              -- SHA-256 of the sealed samples; NULL while open, and for a run without any
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX runs_by_time  ON runs (endpoint, at, run);
  CREATE INDEX runs_by_epoch ON runs (endpoint, epoch, at, run);
  CREATE INDEX runs_open     ON runs (at, run) WHERE status = 'open';

  -- What only a run in progress needs: deleted when it is sealed.
  CREATE TABLE open_plans (run TEXT PRIMARY KEY, plan TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE open_samples (
    run        TEXT NOT NULL,
    golden     TEXT NOT NULL,
    repetition INTEGER NOT NULL,
    sample     TEXT NOT NULL,
    UNIQUE (run, golden, repetition)
  ) STRICT;

  CREATE TABLE judgements (
    run       TEXT PRIMARY KEY,
    endpoint  TEXT NOT NULL,
    epoch     INTEGER NOT NULL,
    at        TEXT NOT NULL,
    judgement TEXT NOT NULL
  ) STRICT;
  CREATE INDEX judgements_by_time  ON judgements (endpoint, at, run);
  CREATE INDEX judgements_by_epoch ON judgements (endpoint, epoch, at, run);

  CREATE TABLE detectors (endpoint TEXT PRIMARY KEY, revision INTEGER NOT NULL, state BLOB NOT NULL) STRICT;
  CREATE TABLE epochs (
    endpoint TEXT NOT NULL,
    number   INTEGER NOT NULL,
    epoch    TEXT NOT NULL,
    PRIMARY KEY (endpoint, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE incidents (
    id       TEXT PRIMARY KEY,
    endpoint TEXT NOT NULL,
    at       TEXT NOT NULL,
    revision INTEGER NOT NULL,
    incident TEXT NOT NULL
  ) STRICT;
  CREATE INDEX incidents_by_time ON incidents (endpoint, at, id);
  CREATE TABLE goldens (version TEXT PRIMARY KEY, golden TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE alerts (id TEXT PRIMARY KEY, claimed_at TEXT NOT NULL, sent INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE conditions (
    id        TEXT PRIMARY KEY,
    endpoint  TEXT NOT NULL,
    at        TEXT NOT NULL,
    open      INTEGER NOT NULL CHECK (open IN (0, 1)),
    revision  INTEGER NOT NULL,
    condition TEXT NOT NULL
  ) STRICT;
  CREATE INDEX conditions_by_time ON conditions (endpoint, at, id);
  CREATE INDEX conditions_open    ON conditions (endpoint, at, id) WHERE open = 1;
  `,
  summariesAndViews,
  `
  CREATE TABLE actions (
    endpoint TEXT NOT NULL,
    number   INTEGER NOT NULL,
    action   TEXT NOT NULL,
    PRIMARY KEY (endpoint, number)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE group_entries (
    number INTEGER PRIMARY KEY,
    joined TEXT UNIQUE,        -- what joined with it; NULL where something left or came back
    entry  TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- What was used and set aside in a day (2026-11-22) or a month (2026-11), UTC.
  CREATE TABLE accounts (period TEXT PRIMARY KEY, account TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- Batches that are at a provider: deleted once nothing is left to do about them.
  CREATE TABLE batches (
    run   TEXT NOT NULL,
    part  INTEGER NOT NULL,
    batch TEXT NOT NULL,
    PRIMARY KEY (run, part)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Found without reading those that are over.
  CREATE INDEX incidents_active ON incidents (endpoint, at, id)
    WHERE incident ->> '$.status' IN ('open', 'acknowledged');
  `,
];

/** Version that this code reads and writes. */
export const schemaVersion = migrations.length;

/** `PINW`: tells a history from any other SQLite file. */
export const applicationId = 0x50494e57;
