import type { Endpoint } from '../domain/endpoint.ts';
import type { GoldenRequest } from '../domain/golden-request.ts';
import type { Finding, Severity } from './finding.ts';
import { aliasFinding } from './moving-alias.ts';
import { effectiveParameter, parameterOf, parameterPath, textsIn } from './sampling.ts';
import { spellingsOfDate } from './spellings-of-date.ts';

export interface Linted {
  readonly endpoints: readonly Endpoint[];
  readonly goldens: readonly GoldenRequest[];
  /** Today: a prompt that names it was probably rendered by a template. */
  readonly today: Date;
}

const fewGoldens = 5;

/** Looks for what is not pinned, not limited or not checked. Pure, and silent about what is simply wrong. */
export function lint({ endpoints, goldens, today }: Linted): Finding[] {
  return [
    ...endpoints.flatMap(aliasFinding),
    ...goldens.flatMap((golden) => goldenFindings(golden, replayedAt(golden, endpoints), today)),
    ...projectFindings(goldens),
  ];
}

function replayedAt({ id }: GoldenRequest, endpoints: readonly Endpoint[]): Endpoint[] {
  return endpoints.filter((endpoint) => endpoint.goldens?.includes(id) ?? true);
}

function goldenFindings(golden: GoldenRequest, endpoints: readonly Endpoint[], today: Date): Finding[] {
  const finding = (
    severity: Severity,
    rule: string,
    path: readonly PropertyKey[],
    what: string,
    fix: string,
  ): Finding => ({
    severity,
    rule,
    about: { kind: 'golden', id: golden.id, path },
    what,
    fix,
  });
  const { api, body } = golden;
  const unset = (parameter: 'maxTokens' | 'temperature') =>
    parameterPath(api, parameter) !== undefined &&
    endpoints.some(
      (endpoint) => takes(endpoint, parameter) && effectiveParameter(golden, endpoint, parameter) === undefined,
    );
  const found: Finding[] = [];

  if (endpoints.length === 0)
    found.push(
      finding(
        'warning',
        'never-replayed',
        ['id'],
        'no endpoint replays this golden',
        'name it in an endpoint, or remove it',
      ),
    );
  if (unset('maxTokens'))
    found.push(
      finding(
        'warning',
        'no-max-tokens',
        ['parameters'],
        'no limit on output tokens: one endless answer can cost more than a day of runs, and the default may change',
        `set ${parameterPath(api, 'maxTokens')}`,
      ),
    );
  if (unset('temperature'))
    found.push(
      finding(
        'warning',
        'no-temperature',
        ['parameters'],
        "no temperature: the server's default is used, and it may change without the model changing",
        `set ${parameterPath(api, 'temperature')} to what production uses`,
      ),
    );
  if (typeof parameterOf(api, body, 'seed') === 'number' && endpoints.some(({ repetitions }) => repetitions > 1))
    found.push(
      finding(
        'warning',
        'fixed-seed',
        ['parameters'],
        'the same seed in every draw: repeated draws say the same thing again and cost as much as new ones',
        `set ${parameterPath(api, 'seed')} to per-draw`,
      ),
    );
  if (typeof body.n === 'number' && body.n > 1)
    found.push(
      finding(
        'warning',
        'many-choices',
        ['parameters'],
        `n is ${body.n}, and only the first choice is kept`,
        'leave n out, and raise repetitions of the endpoint',
      ),
    );
  const texts = textsIn(body).join('\n').toLowerCase();
  if (spellingsOfDate(today).some((spelling) => texts.includes(spelling)))
    found.push(
      finding(
        'warning',
        'todays-date',
        [],
        "today's date stands in the prompt: it will stand there for ever, and answers may come to depend on how old it is",
        'put in a date far from now, or leave it out',
      ),
    );
  if (golden.expectations.length === 0)
    found.push(
      finding(
        'note',
        'no-expectations',
        [],
        'no expectations: a change will be noticed, but not said to be for the worse',
        'add what every good answer satisfies, e.g. - kind: json',
      ),
    );
  return found;
}

/** Whether a model takes the parameter at all: reasoning models of OpenAI refuse a temperature. */
function takes({ provider, model, parameterPolicy }: Endpoint, parameter: 'maxTokens' | 'temperature'): boolean {
  if (parameter === 'maxTokens') return true;
  if (parameterPolicy?.temperature !== undefined && parameterPolicy.temperature !== 'send') return false;
  return !(['openai', 'azure-openai'].includes(provider) && /^(o\d|gpt-[5-9])/.test(model));
}

function projectFindings(goldens: readonly GoldenRequest[]): Finding[] {
  if (goldens.length >= fewGoldens) return [];
  return [
    {
      severity: 'warning',
      rule: 'few-goldens',
      about: { kind: 'project', id: 'goldens', path: ['goldens'] },
      what: `${goldens.length} golden${goldens.length === 1 ? '' : 's'}: a change that spares them goes unseen`,
      fix: `have at least ${fewGoldens}, one for each thing that the product asks the model to do`,
    },
  ];
}
