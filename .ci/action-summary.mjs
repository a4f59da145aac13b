import { readFileSync } from 'node:fs';

/**
 * A summary in Markdown of what a command found, from its JSON: numbers, ids and verdicts, and no answer of the model. Names
 * may come from files and servers, so they are made plain first.
 *
 * @example node .ci/action-summary.mjs compare 1 result.json
 */
const [command, code, file] = process.argv.slice(2);

const plain = (text) =>
  `\`${String(text)
    .replace(/[^\w .:@/+-]/g, '_')
    .slice(0, 100)}\``;
const percent = (share) => `${(100 * share).toFixed(1)} %`;
const interval = ({ estimate, low, high }) => `${percent(estimate)} [${percent(low)}, ${percent(high)}]`;
const table = (heads, rows) =>
  [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const ends = {
  0: 'fine',
  1: 'drift, a change, or a failure rate that is too high',
  2: 'wrong usage, configuration or input',
  3: 'nothing can be said',
  4: 'something failed',
};

function found() {
  let result;
  try {
    result = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return 'There is no result; the log of the job says why.';
  }
  if (command === 'compare') return compared(result);
  return command === 'run' ? ran(result) : rerolled(result);
}

function compared({ verdict, pValue, alpha, effect, goldens, exchangeable }) {
  const moved = goldens.filter(({ effect: moves }) => moves !== null).slice(0, 10);
  return [
    `**${plain(verdict)}**: p = ${pValue.toPrecision(2)} (alpha ${alpha}), by shuffling ${exchangeable}; ` +
      (effect === null ? 'the effect cannot be estimated.' : `effect ${interval(effect)} of answers.`),
    '',
    table(
      ['golden', 'effect'],
      moved.map(({ golden, effect: moves }) => [plain(golden), percent(moves)]),
    ),
  ].join('\n');
}

function ran({ runs, unreachable }) {
  const rows = runs.map(({ run, verdict }) => [
    plain(run.endpoint),
    plain(verdict === undefined ? 'stopped' : verdict.kind),
    `${run.completed} of ${run.planned}`,
    plain(run.run),
  ]);
  const left = unreachable.map((id) => [plain(id), 'not reached', '', '']);
  return table(['endpoint', 'verdict', 'answers', 'run'], [...rows, ...left]);
}

function rerolled({ golden, draws, planned, anyFailure, expectations, bound }) {
  const rates = [...(anyFailure === undefined ? [] : [anyFailure]), ...expectations];
  return [
    `Golden ${plain(golden)}: ${draws} of ${planned} draws answered${bound === undefined ? '' : `; ${plain(bound.verdict)} the bound of ${percent(bound.bound)}`}.`,
    '',
    table(
      ['fails', 'of', 'rate, whenever drawing ended'],
      rates.map(({ failures, draws: of, anytime }) => [String(failures), String(of), interval(anytime)]),
    ),
  ].join('\n');
}

process.stdout.write(`## pinwatch ${command}: ${ends[code] ?? `exit code ${code}`}\n\n${found()}\n`);
