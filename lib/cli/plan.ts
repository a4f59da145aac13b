import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DeploymentChoices } from '../aws/deployed/load-of-project.ts';
import type { MonthlyLoad } from '../aws/names/cost/monthly-load.ts';
import { alarmChoices } from '../aws/names/metrics.ts';
import { durationSeconds } from '../domain/project/project.ts';
import { type Line, plain, type Segment, styled } from '../report/terminal/styled-text.ts';
import { textTable } from '../report/terminal/text-table.ts';
import { exitCodes } from './exit-codes.ts';
import { positiveInteger, positiveNumber } from './numbers.ts';
import { loadedProject, type ProjectOptions, projectCommand } from './project.ts';
import { print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch plan                     what AWS would ask for this project
  $ pinwatch plan --alarms each --dashboard

Nothing is sent, and no AWS account is needed. What the models cost is said by
pinwatch run --dry-run.
`;

type PlanOptions = ProjectOptions & DeploymentChoices;

export function registerPlan(program: Command): void {
  projectCommand(program, 'plan', 'say what a deployed monitor costs')
    .description('Says what AWS would ask for a deployed monitor of this project in a month, by service and formula.')
    .option('--answer-seconds <n>', 'what an answer takes', positiveNumber, 3)
    .option('--every <interval>', 'pinwatch:every of the deployment', interval, 3600)
    .option('--memory <MiB>', 'pinwatch:memory of the deployment', positiveInteger, 256)
    .addOption(new Option('--alarms <which>', 'pinwatch:alarms').choices([...alarmChoices]).default('one'))
    .option('--dashboard', 'pinwatch:dashboard')
    .addHelpText('after', help)
    .action(async (options: PlanOptions) => {
      const loaded = await loadedProject(options, { readOnly: true });
      const { loadOfProject } = await import('../aws/deployed/load-of-project.ts');
      const { monthlyCost, totalOf } = await import('../aws/names/cost/monthly-cost.ts');
      const { pricesOf } = await import('../aws/names/cost/prices.ts');
      const load = loadOfProject(loaded, options);
      const charges = monthlyCost(load);
      const usd = totalOf(charges);
      process.exitCode = exitCodes.fine;
      if (options.json) return printJson({ schema: 'plan/1', aws: { prices: pricesOf, load, charges, usd } });
      print([...chargeLines(charges, usd), [], [styled('quiet', said(load, pricesOf))]]);
    });
}

function chargeLines(charges: readonly { service: string; formula: string; usd: number }[], usd: number): Line[] {
  const heads = [{ head: 'AWS SERVICE' }, { head: 'A MONTH', numeric: true }, { head: 'USD', numeric: true }];
  const rows = charges.map(({ service, formula, usd: one }): Segment[] => [
    plain(service),
    styled('quiet', formula),
    plain(one.toFixed(3)),
  ]);
  return textTable(heads, [...rows, [styled('strong', 'all'), plain(''), styled('strong', usd.toFixed(2))]]);
}

function said({ endpoints, ticks }: MonthlyLoad, prices: string): string {
  const draws = endpoints.reduce((sum, endpoint) => sum + endpoint.runs * endpoint.draws, 0);
  return `${ticks} ticks and ${draws} draws in 30 days, at list prices (${prices}), without free tiers and models.`;
}

function interval(text: string): number {
  if (!/^[1-9][0-9]*[mhd]$/.test(text)) throw new InvalidArgumentError('expected e.g. 30m, 1h or 1d');
  return durationSeconds(text);
}
