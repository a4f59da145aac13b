import { type Expectation, expectationName } from '../../domain/golden/expectation.ts';
import type { GoldenRequest } from '../../domain/golden/golden-request.ts';
import { nodeGoldenId } from '../../domain/golden/trace-tree.ts';
import type { Sample } from '../../domain/run/sample.ts';
import { expectationPrefix, observeDraw } from '../../features/observe-draw.ts';
import { splitChain } from '../../features/split-chain.ts';
import { type ListedAnswer, mostListedCharacters } from '../answers/sample-answers.ts';
import type { ApiRuntime } from '../api-runtime.ts';
import type { Sent } from '../route.ts';

/** The goldens that samples were drawn from, by version, each read once. */
export async function goldensOf(
  samples: readonly Sample[],
  { stores }: Pick<ApiRuntime, 'stores'>,
): Promise<ReadonlyMap<string, GoldenRequest>> {
  const versions = [...new Set(samples.flatMap(({ goldenVersion }) => goldenVersion ?? []))];
  const found = await Promise.all(versions.map((version) => stores.goldens.get(version)));
  return new Map(found.flatMap((golden) => (golden === undefined ? [] : [[golden.version, golden]])));
}

/** A draw as a list shows it: the whole of a chain first, then each of its steps. */
export function listedAnswers(
  sample: Sample,
  golden: GoldenRequest | undefined,
  mostCharacters: number = mostListedCharacters,
): Sent<ListedAnswer>[] {
  const whole = listedAnswer(sample, sample.golden, golden?.expectations, mostCharacters);
  if (sample.error !== undefined) return [whole];
  const nodes = new Map(
    (golden?.trace?.nodes ?? []).flatMap((node): [string, readonly Expectation[]][] =>
      node.kind === 'llm' ? [[nodeGoldenId(sample.golden, node.id), node.expectations]] : [],
    ),
  );
  const steps = splitChain(sample, sample.golden).map(({ key, sample: step }) =>
    listedAnswer(step, key, nodes.get(step.golden), mostCharacters),
  );
  return [whole, ...steps];
}

function listedAnswer(
  sample: Sample,
  name: string,
  expectations: readonly Expectation[] | undefined,
  mostCharacters: number,
): Sent<ListedAnswer> {
  const { text, logprobs: _numbers, firstTokenTop: _top, ...rest } = sample;
  const characters = text?.length ?? 0;
  const isCut = characters > mostCharacters;
  return {
    sample: { ...rest, ...(text === undefined ? {} : { text: isCut ? wholeCharacters(text, mostCharacters) : text }) },
    characters,
    isCut,
    name,
    fails: sample.error === undefined && expectations !== undefined ? failuresOf(sample, expectations) : [],
  };
}

/** The expectations that an answer fails, as the detector counts them. */
function failuresOf(sample: Sample, expectations: readonly Expectation[]): string[] {
  const { properties } = observeDraw(sample, expectations);
  return Object.entries(properties).flatMap(([name, value]) =>
    name.startsWith(expectationPrefix) && value === 1 ? [name.slice(expectationPrefix.length)] : [],
  );
}

/** The beginning of a text, without half of a surrogate pair at its end. */
function wholeCharacters(text: string, most: number): string {
  return text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
}

/** A golden as it was sent. */
export function goldenView(golden: GoldenRequest) {
  const { id, version, title, api, provenance, missing, body, expectations, parts } = golden;
  return {
    id,
    version,
    ...(title === undefined ? {} : { title }),
    api,
    provenance,
    ...(missing === undefined ? {} : { missing }),
    body,
    expectations,
    expects: expectations.map(expectationName),
    parts,
  };
}
