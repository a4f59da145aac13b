/**
 * Views for questions in SQL, whose names and columns are those of `lib/domain/rows`, each with `endpoint` and `date` (UTC)
 * before them, and do not change from version to version. What is more on a laptop: endpoints, runs, and who served them.
 */
const runColumns = 'j.endpoint, substr(j.at, 1, 10) AS date, j.run, j.at AS run_at, j.epoch';

export const views = `
  CREATE VIEW pinwatch_endpoints AS
  SELECT endpoint, epoch ->> '$.watched.provider' AS provider, epoch ->> '$.watched.model' AS model,
         number AS epoch, epoch ->> '$.startedAt' AS baseline_since, epoch ->> '$.by' AS baseline_by,
         (SELECT run FROM runs r WHERE r.endpoint = e.endpoint ORDER BY at DESC, run DESC LIMIT 1) AS last_run,
         (SELECT at FROM runs r WHERE r.endpoint = e.endpoint ORDER BY at DESC, run DESC LIMIT 1) AS last_run_at,
         (SELECT summary ->> '$.verdict.kind' FROM summaries s WHERE s.endpoint = e.endpoint
          ORDER BY at DESC, run DESC LIMIT 1) AS last_verdict,
         (SELECT count(*) FROM incidents i WHERE i.endpoint = e.endpoint
          AND incident ->> '$.status' IN ('open', 'acknowledged')) AS open_incidents
  FROM epochs e
  WHERE number = (SELECT max(number) FROM epochs newest WHERE newest.endpoint = e.endpoint);

  CREATE VIEW pinwatch_runs AS
  SELECT endpoint, substr(at, 1, 10) AS date, run, at AS run_at, epoch, status, record ->> '$.finishedAt' AS finished_at,
         record ->> '$.planned' AS planned, record ->> '$.completed' AS completed, record ->> '$.failed' AS failed,
         record ->> '$.inputTokens' AS input_tokens, record ->> '$.outputTokens' AS output_tokens
  FROM runs;

  CREATE VIEW pinwatch_served AS
  SELECT r.endpoint, substr(r.at, 1, 10) AS date, r.run, r.at AS run_at, r.epoch,
         value ->> '$.model' AS model, value ->> '$.answers' AS answers
  FROM runs r, json_each(r.record, '$.served');

  CREATE VIEW pinwatch_verdicts AS
  SELECT ${runColumns}, judgement ->> '$.verdict.kind' AS verdict, judgement ->> '$.verdict.reason' AS reason,
         judgement ->> '$.verdict.suspected' AS suspected,
         coalesce(judgement ->> '$.explanation.effect.estimate', judgement ->> '$.verdict.effect.estimate') AS effect,
         coalesce(judgement ->> '$.explanation.effect.low', judgement ->> '$.verdict.effect.low') AS effect_low,
         coalesce(judgement ->> '$.explanation.effect.high', judgement ->> '$.verdict.effect.high') AS effect_high,
         judgement ->> '$.explanation.since.run' AS since_run, judgement ->> '$.explanation.since.at' AS since_at,
         judgement ->> '$.evidence.planned' AS planned, judgement ->> '$.evidence.completed' AS completed,
         judgement ->> '$.evidence.failed' AS failed, judgement ->> '$.coverage.judged' AS goldens_judged,
         judgement ->> '$.coverage.expected' AS goldens_expected, judgement ->> '$.incident' AS incident,
         judgement ->> '$.detector' AS detector
  FROM judgements j;

  CREATE VIEW pinwatch_evidence AS
  SELECT ${runColumns}, value ->> '$.channel' AS channel, value ->> '$.score' AS score, value ->> '$.pValue' AS p_value,
         value ->> '$.rank' AS rank, value ->> '$.logStatistic' AS log_evidence,
         value ->> '$.logThreshold' AS log_threshold, value ->> '$.references' AS earlier_runs
  FROM summaries j, json_each(j.summary, '$.evidence.channels');

  CREATE VIEW pinwatch_rates AS
  SELECT ${runColumns}, value ->> '$.golden' AS golden, coalesce(value ->> '$.kind', 'expectation') AS kind,
         value ->> '$.name' AS name, value ->> '$.count' AS times, value ->> '$.draws' AS draws
  FROM judgements j, json_each(j.judgement, '$.evidence.rates');

  CREATE VIEW pinwatch_facts AS
  SELECT ${runColumns}, value ->> '$.kind' AS kind, value ->> '$.golden' AS golden,
         (SELECT group_concat(was.value, ', ') FROM json_each(fact.value, '$.was') was) AS value_before,
         value ->> '$.now' AS value_now, value ->> '$.requests' AS requests, value ->> '$.trust' AS trust
  FROM summaries j, json_each(j.summary, '$.evidence.facts') fact
  WHERE j.facts = 1;

  CREATE VIEW pinwatch_incidents AS
  SELECT endpoint, substr(at, 1, 10) AS date, id AS incident, incident ->> '$.epoch' AS epoch,
         incident ->> '$.status' AS status, at AS opened_at, incident ->> '$.openedByRun' AS opened_by_run,
         incident ->> '$.updatedAt' AS updated_at, incident ->> '$.lastRun' AS last_run,
         incident ->> '$.resolvedAt' AS resolved_at, incident ->> '$.by' AS decided_by, incident ->> '$.why' AS why
  FROM incidents;

  CREATE VIEW pinwatch_conditions AS
  SELECT endpoint, substr(at, 1, 10) AS date, id AS condition, condition ->> '$.kind' AS kind,
         condition ->> '$.status' AS status, at AS since, condition ->> '$.openedAt' AS opened_at,
         condition ->> '$.updatedAt' AS updated_at, condition ->> '$.runs' AS runs,
         CASE condition ->> '$.kind' WHEN 'unreachable' THEN condition ->> '$.failures[0].class'
           WHEN 'blind' THEN condition ->> '$.cause'
           WHEN 'partly-blind' THEN
             (SELECT group_concat(value ->> '$.golden', ', ') FROM json_each(condition, '$.goldens')) END AS cause,
         condition ->> '$.resolvedAt' AS resolved_at, condition ->> '$.resolvedBy' AS resolved_by_run
  FROM conditions;
`;
