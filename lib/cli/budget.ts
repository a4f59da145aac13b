import type { Command } from 'commander';
import { shareUsed } from '../domain/run/spending.ts';
import { type BudgetUse, gatherBudget } from '../history/gather-budget.ts';
import { type Line, plain, type Segment, style } from '../report/terminal/styled-text.ts';
import { fittingTable } from '../report/terminal/text-table.ts';
import { count, money, nothing } from '../report/words/format.ts';
import { exitCodes } from './exit-codes.ts';
import { lookInto, orDeployed, type PlaceOptions, projectCommand } from './project.ts';
import { outputWidth, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch budget                    today and this month, by endpoint
  $ pinwatch budget --json             the same for a program
  $ pinwatch budget --stack Pinwatch   of a deployed monitor

Budgets stand in pinwatch.yaml, for all endpoints together and for each:

  budget:
    run: { tokens: 50000 }
    day: { tokens: 500000 }
    month: { money: 40 }

Days and months are those of UTC. Of what is deployed, the month is held to the
smaller of this and what the stack allows (pinwatch:monthlyTokens,
pinwatch:monthlyCost).
`;

/** From this share of a budget on people are told. */
const lowShare = 0.8;

export function registerBudget(program: Command): void {
  orDeployed(projectCommand(program, 'budget', 'what was used today and this month'))
    .description(
      'Says what runs used today and in this month, what is set aside for those that go on, and what is left.',
    )
    .addHelpText('after', help)
    .action(async (options: PlaceOptions) => {
      using local = await lookInto(options);
      const { project, stores, clock } = local;
      const uses = await gatherBudget(project, clock.now(), stores.spending);
      const currency = project.endpoints.find(({ price }) => price !== undefined)?.price?.currency;
      process.exitCode = exitCodes.fine;
      if (options.json) printJson({ schema: 'budget/1', currency, accounts: uses.map(useJson) });
      else print(useLines(uses, currency));
    });
}

function useLines(uses: readonly BudgetUse[], currency: string | undefined): Line[] {
  const heads = [
    { head: 'ENDPOINT' },
    { head: 'PERIOD' },
    { head: 'USED', numeric: true },
    { head: 'SET ASIDE', numeric: true },
    { head: 'BUDGET', numeric: true },
    { head: 'TOKENS', numeric: true },
    ...(currency === undefined
      ? []
      : [
          { head: 'COST', numeric: true },
          { head: 'OF', numeric: true },
        ]),
  ];
  const rows = uses.map(({ endpoint, period, used, aside, budget }): Segment[] => [
    endpoint === undefined ? style('strong', 'all') : plain(endpoint),
    plain(period),
    shareSegment(shareUsed(used, budget)),
    plain(count(aside.tokens)),
    plain(budget.tokens === undefined ? nothing : count(budget.tokens)),
    plain(count(used.tokens)),
    ...(currency === undefined
      ? []
      : [
          plain(money(used.costMicros, currency)),
          plain(budget.costMicros === undefined ? nothing : money(budget.costMicros, currency)),
        ]),
  ]);
  return fittingTable(heads, rows, outputWidth(), ['SET ASIDE']);
}

/** Used by runs that are over, of the budget in tokens or in money, whichever is nearer to its end. */
function shareSegment(share: number | undefined): Segment {
  if (share === undefined) return style('quiet', nothing);
  const text = `${Math.floor(100 * share)} %`;
  return share >= lowShare ? style('warning', text) : plain(text);
}

function useJson({ endpoint, period, used, aside, budget }: BudgetUse) {
  return { endpoint, period, used, aside, budget, share: shareUsed(used, budget) };
}
