import { parseArgs } from 'node:util';
import { planCosts } from '../../lib/power/endpoint-costs.ts';
import { planDetection } from '../../lib/power/plan-project.ts';
import { detectionLines } from '../../lib/report/terminal/plan-view.ts';
import { plainText } from '../../lib/report/terminal/styled-text.ts';
import { driftingProject, driftingProjectFile } from '../helpers/drifting-project.ts';

const bar = 60;

/**
 * A whole plan of one endpoint: `npm run bench -- plan [--runs 200] [--goldens 30] [--repetitions 2] [--show]`. The history is
 * made by the real replay; what is measured is reading it, all simulations, and looking again. Processor time of one core.
 */
export async function run(args: readonly string[] = []): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '200' },
      goldens: { type: 'string', default: '30' },
      repetitions: { type: 'string', default: '2' },
      show: { type: 'boolean', default: false },
    },
  });
  const [runs, goldens, repetitions] = [Number(values.runs), Number(values.goldens), Number(values.repetitions)];
  // With a baseline that long nothing is judged, which takes longer than the plan.
  const made = await driftingProject({ runs, goldens, repetitions, baselineRuns: 300 });
  const toPlan = { ...made, project: driftingProjectFile(['support'], 24, repetitions) };
  const began = process.cpuUsage();
  const seconds = () => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1e6;
  };
  const costs = await planCosts(toPlan);
  const read = seconds();
  const plan = await planDetection(costs, toPlan);
  const all = seconds();
  console.log(
    `plan, ${runs} runs of ${goldens} goldens x ${repetitions}: ${all.toFixed(1)} s of processor time, of which reading ${read.toFixed(1)} s` +
      `, ${plan.endpoints[0]?.detection?.curve.length} choices; bar ${bar} s${all <= bar ? '' : ' MISSED'}`,
  );
  if (values.show)
    for (const endpoint of plan.endpoints)
      console.log(plainText(detectionLines(endpoint, { width: 80, explain: true })));
}
