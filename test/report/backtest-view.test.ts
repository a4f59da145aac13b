import { expect, it } from 'vitest';
import type { BacktestReport } from '../../lib/domain/verdict/backtest.ts';
import { backtestLines } from '../../lib/report/terminal/backtest-view.ts';
import { plainText } from '../../lib/report/terminal/styled-text.ts';

it('a backtest names goldens as everything else does, without their versions', () => {
  const fact = {
    ...{ kind: 'prompt-tokens', golden: 'refund@0123456789ab', was: ['12'], now: '14' },
    ...{ runs: ['r-1', 'r-2'], requests: 4, trust: 'strong' },
  } as const;
  const perOrder = {
    alarms: [[]],
    firstAlarm: [null],
    returned: [[]],
    uncounted: [{}],
    earliest: [null],
    warnings: [[]],
  };
  const result = { file: 'after.jsonl', runs: 2, ...perOrder, verdicts: ['no-drift-detected'], facts: [fact] };
  const report = {
    ...{ schema: 'backtest/1', threshold: 365, baselineRuns: 24, shuffles: 1, seconds: 0.1 },
    results: [result],
  } as unknown as BacktestReport;
  expect(plainText(backtestLines(report))).toContain('after.jsonl: prompt tokens of refund is 14, was 12');
});
