import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DeploymentChoices } from '../aws/deployed/load-of-project.ts';
import type { MonthlyLoad } from '../aws/names/cost/monthly-load.ts';
import { alarmChoices } from '../aws/names/metrics.ts';
import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { ConfigError } from '../domain/errors.ts';
import type { PlannedEndpoint } from '../domain/project/plan-report.ts';
import { durationSeconds } from '../domain/project/project.ts';
import type { EndpointCosts } from '../power/endpoint-costs.ts';
import type { ProjectPlan } from '../power/plan-project.ts';
import type { LoadedProject } from '../project/load-project.ts';
import { costLines } from '../report/terminal/plan-cost-view.ts';
import { type DetectionView, detectionLines } from '../report/terminal/plan-view.ts';
import { type Line, plain, type Segment, style, wrap } from '../report/terminal/styled-text.ts';
import { textTable } from '../report/terminal/text-table.ts';
import { confirm } from './confirm.ts';
import { exitCodes } from './exit-codes.ts';
import { positiveInteger, positiveNumber } from './numbers.ts';
import { budgetsOf } from './plan-budget.ts';
import { bar, Progress } from './progress.ts';
import { chosenEndpoints, loadedProject, openPlace, type ProjectOptions, projectCommand } from './project.ts';
import { complain, outputWidth, print, printJson } from './terminal.ts';

const help = `
Examples:
  $ pinwatch plan                      what it costs, how soon a change is found
  $ pinwatch plan --explain            dollars a month, hours to detection
  $ pinwatch plan --budget 2           the best for at most 2 a month, in the
                                       currency of the prices
  $ pinwatch plan --apply              write what is better into pinwatch.yaml
  $ pinwatch plan --costs-only --alarms each --dashboard

Nothing is sent. How soon a change is found is simulated with the detector that
judges: on stored runs with changes planted into them, or on a stated model of
answers while too few are stored. It says which. Shorter prompts that notice
more for less are found by pinwatch sharpen.
`;

type PlanOptions = ProjectOptions &
  DeploymentChoices & {
    readonly endpoint?: readonly string[];
    readonly costsOnly?: true;
    readonly explain?: true;
    readonly budget?: number;
    readonly budgetTokens?: number;
    readonly apply?: true;
    readonly yes?: true;
  };

/** Endpoints that are looked at together without being named: each takes up to a minute. */
const mostUnnamed = 3;

export function registerPlan(program: Command): void {
  projectCommand(program, 'plan', 'say what watching costs, how soon changes are found, and what is better')
    .description(
      'Says what watching costs in a month, how soon changes would be found, and what would be better for the same money.',
    )
    .option('-e, --endpoint <id...>', 'only these endpoints')
    .option('--costs-only', 'what it costs, without simulations')
    .option('--explain', 'the choices that were looked at: money against time to detection')
    .option('--budget <amount>', 'what the models may cost in a month, in the currency of the prices', positiveNumber)
    .option('--budget-tokens <n>', 'the same in tokens, where no prices are stated', positiveInteger)
    .option('--apply', 'write what is better into the project file, after showing it')
    .option('-y, --yes', 'do not ask before writing')
    .option('--answer-seconds <n>', 'what an answer takes', positiveNumber, 3)
    .option('--every <interval>', 'pinwatch:every of the deployment', interval, 3600)
    .option('--memory <MiB>', 'pinwatch:memory of the deployment', positiveInteger, 256)
    .addOption(new Option('--alarms <which>', 'pinwatch:alarms').choices([...alarmChoices]).default('one'))
    .option('--dashboard', 'pinwatch:dashboard')
    .addHelpText('after', help)
    .action(async (options: PlanOptions) => {
      const loaded = await loadedProject(options, { readOnly: true });
      const aws = await awsCosts(loaded, options);
      const { costs, plan } = await makePlan(loaded, options);
      const endpoints = costs.map(
        ({ tokens }) => plan?.endpoints.find((one) => one.endpoint === tokens.endpoint) ?? tokens,
      );
      process.exitCode = exitCodes.fine;
      if (options.json)
        printJson({ schema: 'plan/1', every: loaded.project.every, endpoints, choice: choiceJson(plan), aws });
      else print(reportLines(endpoints, aws, await viewOf(endpoints, loaded, options), loaded, options));
      if (options.apply) await apply(loaded, plan, options);
    });
}

/** Costs of all endpoints, and the plan of those that were asked for. Opens what is stored for reading. */
async function makePlan(
  loaded: LoadedProject,
  options: PlanOptions,
): Promise<{ readonly costs: readonly EndpointCosts[]; readonly plan?: ProjectPlan }> {
  const { planCosts } = await import('../power/endpoint-costs.ts');
  const { planDetection } = await import('../power/plan-project.ts');
  using local = await openPlace(loaded, { readOnly: true });
  const wanted = new Set(chosenEndpoints(local, options.endpoint).map(({ id }) => id));
  const progress = new Progress();
  const toPlan = {
    project: loaded.project,
    goldens: local.goldens.bind(local),
    stores: local.stores,
    onStep: (endpoint: string, done: number, of: number) => progress.update(`${bar(done, of)} ${endpoint}`),
  };
  const costs = await planCosts(toPlan);
  const isWanted = ({ id, canaryOf }: Endpoint) => wanted.has(id) || (canaryOf !== undefined && wanted.has(canaryOf));
  const looked = costs.filter(({ endpoint }) => isWanted(endpoint));
  const owners = looked.filter(({ endpoint }) => endpoint.canaryOf === undefined);
  const budgets = budgetsOf(
    looked.map(({ tokens }) => tokens),
    options,
  );
  if (options.costsOnly || looked.length === 0) return { costs };
  if (options.endpoint === undefined && owners.length > mostUnnamed) {
    if (options.apply || budgets !== undefined || options.explain) throw new ConfigError([tooMany(owners.length)]);
    return { costs };
  }
  const only = new Set(looked.map(({ endpoint }) => endpoint.id));
  const plan = await planDetection(costs, toPlan, { only, budgets }).finally(() => progress.clear());
  return { costs, plan };
}

function tooMany(endpoints: number) {
  return {
    where: '--endpoint',
    what: `expected the ids of the endpoints to look at, as there are ${endpoints} and each takes up to a minute`,
  };
}

function choiceJson(plan: ProjectPlan | undefined) {
  if (plan?.choice === undefined) return undefined;
  const { every, points, canaries = new Map() } = plan.choice;
  return { every, endpoints: Object.fromEntries(points), canaries: Object.fromEntries(canaries) };
}

async function awsCosts(loaded: LoadedProject, options: PlanOptions) {
  const { loadOfProject } = await import('../aws/deployed/load-of-project.ts');
  const { monthlyCost, totalOf } = await import('../aws/names/cost/monthly-cost.ts');
  const { pricesOf } = await import('../aws/names/cost/prices.ts');
  const load = loadOfProject(loaded, options);
  const charges = monthlyCost(load);
  return { prices: pricesOf, load, charges, usd: totalOf(charges) };
}

type AwsCosts = Awaited<ReturnType<typeof awsCosts>>;

async function viewOf(
  endpoints: readonly PlannedEndpoint[],
  loaded: LoadedProject,
  options: PlanOptions,
): Promise<DetectionView> {
  const view = { width: Math.min(outputWidth(), 100), explain: options.explain === true };
  if (!view.explain) return view;
  const { inAws } = await import('./plan-in-aws.ts');
  const currencies = new Map(endpoints.map(({ endpoint, currency }) => [endpoint, currency]));
  return { ...view, inAws: inAws(loaded, options, (id) => currencies.get(id)) };
}

function reportLines(
  endpoints: readonly PlannedEndpoint[],
  aws: AwsCosts,
  view: DetectionView,
  loaded: LoadedProject,
  options: PlanOptions,
): Line[] {
  const looked = endpoints.filter(({ detection }) => detection !== undefined);
  const isLeftOut = looked.length === 0 && options.costsOnly !== true;
  return [
    ...costLines(endpoints, view.width),
    [],
    ...looked.flatMap((one) => [...detectionLines(one, view), []]),
    ...(isLeftOut
      ? [[style('quiet', 'How soon changes are found was not looked at: --endpoint names up to three.')], []]
      : []),
    [plain(`If it were deployed to AWS, every ${loaded.project.every}:`)],
    ...chargeLines(aws),
    ...wrap(describeLoad(aws.load, aws.prices), view.width).map((line): Line => [style('quiet', line)]),
  ];
}

function chargeLines({ charges, usd }: AwsCosts): Line[] {
  const heads = [{ head: 'AWS SERVICE' }, { head: 'A MONTH', numeric: true }, { head: 'USD', numeric: true }];
  const rows = charges.map(({ service, formula, usd: one }): Segment[] => [
    plain(service),
    style('quiet', formula),
    plain(one.toFixed(3)),
  ]);
  return textTable(heads, [...rows, [style('strong', 'all'), plain(''), style('strong', usd.toFixed(2))]]);
}

function describeLoad({ endpoints, ticks }: MonthlyLoad, prices: string): string {
  const draws = endpoints.reduce((sum, endpoint) => sum + endpoint.runs * endpoint.draws, 0);
  return `${ticks} ticks and ${draws} draws in 30 days, at list prices (${prices}), without free tiers and models.`;
}

/** Shows what would be written, asks, and writes it. */
async function apply(
  loaded: LoadedProject,
  plan: ProjectPlan | undefined,
  { config, yes, json }: PlanOptions,
): Promise<void> {
  const { diffLines, editOf, writeEdit } = await import('./plan-apply.ts');
  const edit = plan?.choice === undefined ? undefined : editOf(config, loaded.project, plan.choice);
  if (edit === undefined || edit.before === edit.after) {
    complain([[plain('nothing to write: nothing that was looked at is clearly better')]]);
    return;
  }
  const show = json ? complain : print;
  show([[], ...diffLines(edit)]);
  const isTerminal = process.stdin.isTTY === true && process.stderr.isTTY === true;
  const isWanted = yes === true || (isTerminal && (await confirm(`Write this into ${config}?`)));
  if (!isWanted) {
    complain([
      [plain(isTerminal ? 'nothing was written' : 'nothing was written: this is no terminal, and --yes was not said')],
    ]);
    if (!isTerminal) process.exitCode = exitCodes.badInput;
    return;
  }
  if (!writeEdit(edit))
    throw new ConfigError([{ where: config, what: 'was changed while it was looked at; nothing was written' }]);
  show([
    [
      style('good', 'written'),
      plain(`  ${config}: the next run uses it; fewer draws or goldens go on with what was learned`),
    ],
  ]);
}

function interval(text: string): number {
  if (!/^[1-9][0-9]*[mhd]$/.test(text)) throw new InvalidArgumentError('expected e.g. 30m, 1h or 1d');
  return durationSeconds(text);
}
