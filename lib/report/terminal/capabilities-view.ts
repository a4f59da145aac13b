import type { Acceptance, Capabilities } from '../../domain/endpoint/capabilities.ts';
import type { Endpoint } from '../../domain/endpoint/endpoint.ts';
import { count, plural } from '../words/format.ts';
import { printable } from '../words/printable.ts';
import { type Line, plain, type Segment, style, type Tone } from './styled-text.ts';
import { textTable } from './text-table.ts';

const words: Readonly<Record<Acceptance, readonly [Tone, string, string]>> = {
  accepted: ['good', 'accepted', ''],
  refused: ['warning', 'refused', 'answered with an error'],
  ignored: ['warning', 'ignored', 'taken, but nothing shows'],
  unknown: ['quiet', 'unknown', 'the call failed for another reason'],
};

/** What a probe found out about an endpoint, and what to write into its entry of the project because of that. */
export function capabilitiesLines(
  { id, model, parameterPolicy = {} }: Pick<Endpoint, 'id' | 'model' | 'parameterPolicy'>,
  { parameters, suggestedPolicy, calls, inputTokens, outputTokens }: Capabilities,
): Line[] {
  const rows = Object.entries(parameters).map(([path, acceptance]): Segment[] => {
    const [tone, word, meaning] = words[acceptance];
    return [plain(`  ${printable(path)}`), style(tone, word), style('quiet', meaning)];
  });
  const missing = Object.keys(suggestedPolicy).filter((path) => (parameterPolicy[path] ?? 'send') === 'send');
  const policy = { ...parameterPolicy, ...Object.fromEntries(missing.map((path) => [path, suggestedPolicy[path]])) };
  const entries = Object.entries(policy).map(([path, action]) => `${JSON.stringify(path)}: ${action}`);
  return [
    [style('strong', id), plain(`  ${printable(model)}`)],
    ...textTable([{ head: '  PARAMETER' }, { head: 'ANSWER' }, { head: '' }], rows),
    missing.length === 0
      ? [plain('  no policy needed: nothing is refused that would be sent')]
      : [plain('  suggested, for goldens that set what is refused: '), style('command', policyText(entries))],
    [
      style(
        'quiet',
        `  ${plural(calls, 'request')}, ${count(inputTokens)} input and ${count(outputTokens)} output tokens`,
      ),
    ],
  ];
}

function policyText(entries: readonly string[]): string {
  return `parameterPolicy: { ${entries.join(', ')} }`;
}
