import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { backtest } from '../../lib/recordings/backtest.ts';
import { readRecording } from '../../lib/recordings/files/read-recording.ts';
import { systemClock } from '../../lib/system/clock.ts';

const fixture = join(import.meta.dirname, '../fixtures/lab-a/temperature-0.8');
const bars = { seconds: 60, megabytes: 1000 };

/**
 * A whole backtest: `npm run bench -- backtest [FOLDER] [--shuffles 20] [--changed weights_int4]`. Reads `null` and one
 * changed recording of the folder; prints time, processor time and the most memory that the process ever had.
 */
export async function run(args: readonly string[] = []): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { shuffles: { type: 'string', default: '20' }, changed: { type: 'string', default: 'weights_int4' } },
  });
  const [folder = fixture] = positionals;
  const [baseline, changed] = ['null', values.changed].map((name) => join(folder, `${name}.jsonl.gz`));
  const request = { baselineRuns: 50, threshold: 8760, shuffles: Number(values.shuffles), seed: 1, effectFloor: 0 };
  const report = await backtest(
    { ...request, baseline: baseline as string, following: [baseline as string, changed as string] },
    { readRecording, clock: systemClock },
  );
  const usage = process.resourceUsage();
  const megabytes = usage.maxRSS / 1000;
  const cpuSeconds = (usage.userCPUTime + usage.systemCPUTime) / 1e6;
  const runs = report.results.map(({ runs }) => runs).join(' + ');
  console.log(
    `backtest, ${request.baselineRuns} runs learned, ${runs} read, ${request.shuffles} orders: ${report.seconds} s` +
      `, ${cpuSeconds.toFixed(1)} s of processor time, bar ${bars.seconds} s${cpuSeconds <= bars.seconds ? '' : ' MISSED'}` +
      `; at most ${megabytes.toFixed(0)} MB, bar ${bars.megabytes} MB${megabytes <= bars.megabytes ? '' : ' MISSED'}`,
  );
}
