import { views } from './views.ts';

/**
 * A step of the schema: summaries of judgements, kept by triggers whoever writes, and views for questions in SQL.
 * `summaryOf` in `lib/domain/verdict/judgement-summary.ts` says the same of what a summary leaves out.
 */
export const summariesAndViews = `
  -- What lists and series read: some 1 KB a run, in the order of time, apart from judgements of many KB.
  CREATE TABLE summaries (
    endpoint TEXT NOT NULL,
    at       TEXT NOT NULL,
    run      TEXT NOT NULL UNIQUE,
    epoch    INTEGER NOT NULL,
    facts    INTEGER NOT NULL CHECK (facts IN (0, 1)),
    summary  TEXT NOT NULL,
    PRIMARY KEY (endpoint, at, run)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX summaries_by_epoch ON summaries (endpoint, epoch, at, run);
  CREATE INDEX summaries_facts    ON summaries (endpoint, at, run) WHERE facts = 1;

  CREATE TRIGGER summary_written AFTER INSERT ON judgements BEGIN
    INSERT OR REPLACE INTO summaries (endpoint, at, run, epoch, facts, summary) VALUES (
      NEW.endpoint, NEW.at, NEW.run, NEW.epoch,
      NEW.judgement ->> '$.evidence.facts[0]' IS NOT NULL,
      json_remove(NEW.judgement, '$.explanation', '$.failedDraws', '$.failureShares', '$.evidence.rates',
                  '$.evidence.goldens', '$.evidence.coverage', '$.evidence.oneRunFacts')
    );
  END;
  CREATE TRIGGER summary_changed AFTER UPDATE ON judgements BEGIN
    INSERT OR REPLACE INTO summaries (endpoint, at, run, epoch, facts, summary) VALUES (
      NEW.endpoint, NEW.at, NEW.run, NEW.epoch,
      NEW.judgement ->> '$.evidence.facts[0]' IS NOT NULL,
      json_remove(NEW.judgement, '$.explanation', '$.failedDraws', '$.failureShares', '$.evidence.rates',
                  '$.evidence.goldens', '$.evidence.coverage', '$.evidence.oneRunFacts')
    );
  END;
  CREATE TRIGGER summary_deleted AFTER DELETE ON judgements BEGIN
    DELETE FROM summaries WHERE run = OLD.run;
  END;
  INSERT INTO summaries (endpoint, at, run, epoch, facts, summary)
  SELECT endpoint, at, run, epoch, judgement ->> '$.evidence.facts[0]' IS NOT NULL,
         json_remove(judgement, '$.explanation', '$.failedDraws', '$.failureShares', '$.evidence.rates',
                     '$.evidence.goldens', '$.evidence.coverage', '$.evidence.oneRunFacts')
  FROM judgements;
${views}`;
