import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { GoldenFinding } from './finding.ts';
import { textsAt } from './texts-at.ts';

/** What is not known of the input, and what is known and does not fit the request. */
export function contextFindings(golden: GoldenRequest, endpoints: readonly Endpoint[]): GoldenFinding[] {
  return [...notKnown(golden), ...otherDocuments(golden), ...otherRendering(golden), ...otherModel(golden, endpoints)];
}

function notKnown({ provenance, missing, context }: GoldenRequest): GoldenFinding[] {
  const found: GoldenFinding[] = [];
  if (provenance === 'reconstructed')
    found.push({
      severity: 'note',
      rule: 'reconstructed',
      path: ['provenance'],
      what: `the request was put together from a view of it: ${missing === undefined ? 'what went over the wire is not known' : `not known: ${missing.join('; ')}`}`,
      fix: 'capture it where it is sent, with recordingFetch',
    });
  if (provenance !== 'handwritten' && context?.tokenizer === undefined)
    found.push({
      severity: 'note',
      rule: 'no-tokenizer',
      path: ['context'],
      what: 'the tokenizer of the captured request is not known: a changed one would show as a count of prompt tokens only',
      fix: 'name it in context.tokenizer, where the server is your own',
    });
  return found;
}

function otherDocuments({ body, context }: GoldenRequest): GoldenFinding[] {
  const prompt = squeeze(textsAt(body).map(({ text }) => text));
  return (context?.documents ?? []).flatMap(({ id, text }, i): GoldenFinding[] => {
    if (text === undefined || prompt.includes(squeeze([text]))) return [];
    return [
      {
        severity: 'warning',
        rule: 'document-not-in-prompt',
        path: ['context', 'documents', i],
        what: `document ${id} is said to have been retrieved, but its text does not stand in the request`,
        fix: 'put in the text that the model was given, or leave the document out',
      },
    ];
  });
}

/** Whether what stands between the placeholders of a template stands in the request, in the same order. */
function otherRendering({ body, context }: GoldenRequest): GoldenFinding[] {
  const template = context?.template?.text;
  if (template === undefined || /\{%|<%|\{\{[#^/!>]/.test(template)) return []; // conditions leave parts of it out
  const prompt = squeeze(textsAt(body).map(({ text }) => text));
  const fixed = template.split(/\{\{[^{}]*\}\}|\$\{[^{}]*\}|\{[A-Za-z_]\w*\}/).map((part) => squeeze([part]));
  let from = 0;
  for (const part of fixed) {
    const at = prompt.indexOf(part, from);
    if (at === -1)
      return [
        {
          severity: 'warning',
          rule: 'other-rendering',
          path: ['context', 'template'],
          what: 'the template does not give this request: they are of different versions',
          fix: 'render it again, or name the version that was used',
        },
      ];
    from = at + part.length;
  }
  return [];
}

function otherModel({ context }: GoldenRequest, endpoints: readonly Endpoint[]): GoldenFinding[] {
  const captured = context?.capturedOn?.model;
  if (captured === undefined) return [];
  return endpoints
    .filter(({ model }) => !captured.includes(model) && !model.includes(captured)) // an alias and what it stood for
    .map(({ id, model }) => ({
      severity: 'note',
      rule: 'other-model',
      path: ['context', 'capturedOn', 'model'],
      what: `captured on ${captured} and replayed on ${model} at ${id}: what it answered then is no reference`,
      fix: 'nothing, if that is what is wanted',
    }));
}

/** White space is no difference: templates are indented, and editors trim. */
function squeeze(texts: readonly string[]): string {
  return texts.join('\n').replace(/\s+/g, ' ').trim();
}
