import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { Json } from '../domain/json.ts';
import { confidentialIn } from './confidential-text.ts';
import type { GoldenFinding } from './finding.ts';
import { dayFinder, namesItsDay } from './spellings-of-date.ts';
import { type TextAt, textsAt } from './texts-at.ts';
import { unansweredToolCalls } from './unanswered-tool-calls.ts';
import { isUnrendered } from './unrendered-text.ts';

/** What stands in a prompt and should not, or should and does not. Values are never quoted. */
export function promptFindings(golden: GoldenRequest, today: Date): GoldenFinding[] {
  const texts = textsAt(golden.body).map(({ path, text }) => ({ path: ['body', ...path], text }));
  return [
    ...dates(golden, texts, today),
    ...texts.flatMap(confidential),
    ...lintUnrendered(golden, texts),
    ...unansweredToolCalls(golden.api, golden.body).map(({ path, tool }): GoldenFinding => {
      return {
        severity: 'warning',
        rule: 'missing-tool-output',
        path: ['body', ...path],
        what: `${tool === '' ? 'a tool' : tool} is called in a prior turn and its result is missing: most APIs refuse that, and the model would answer without it`,
        fix: 'add what the tool returned when this was captured',
      };
    }),
  ];
}

function dates({ context }: GoldenRequest, texts: readonly TextAt[], today: Date): GoldenFinding[] {
  const captured = context?.capturedOn?.at;
  const find = (isDated: (text: string) => boolean) => texts.find(({ text }) => isDated(text))?.path;

  const dated = find(dayFinder(today));
  if (dated !== undefined)
    return [
      {
        severity: 'warning',
        rule: 'todays-date',
        path: dated,
        what: "today's date stands in the prompt: it will stand there for ever, and answers may come to depend on how old it is",
        fix: 'put in a date far from now, or leave it out',
      },
    ];
  const ofItsDay = find(namesItsDay) ?? (captured === undefined ? undefined : find(dayFinder(new Date(captured))));
  if (ofItsDay === undefined) return [];
  return [
    {
      severity: 'note',
      rule: 'dated-prompt',
      path: ofItsDay,
      what: 'the prompt says which day it is: in production that day moves on, here it stands still',
      fix: 'nothing, if answers do not depend on how long ago that is; else put in a date far from now',
    },
  ];
}

function confidential({ path, text }: TextAt): GoldenFinding[] {
  return confidentialIn(text).map(({ kind, name }): GoldenFinding => {
    return kind === 'secret'
      ? {
          severity: 'warning',
          rule: 'secret',
          path,
          what: `what looks like ${name} stands in the request: it is sent with every draw and stored with the history`,
          fix: 'replace it with a placeholder, and renew it if it was real',
        }
      : {
          severity: 'warning',
          rule: 'personal-data',
          path,
          what: `what looks like ${name} stands in the request: it is sent with every draw and stored with the history`,
          fix: 'replace it with an invented one, e.g. at example.com',
        };
  });
}

/** Marks of a template in what goes over the wire. */
function lintUnrendered({ body, context }: GoldenRequest, texts: readonly TextAt[]): GoldenFinding[] {
  const variables = Object.keys(context?.variables ?? {});
  const schemas = new Set(textsAt((body.tools ?? null) as Json).map(({ text }) => text));
  const found = texts.find(({ text }) => !schemas.has(text) && isUnrendered(text, variables));
  if (found === undefined) return [];
  return [
    {
      severity: 'warning',
      rule: 'unrendered-template',
      path: found.path,
      what: 'marks of a template stand in the request: what is replayed is not what the model reads in production',
      fix: 'put in the rendered text; the template and its variables belong in context',
    },
  ];
}
