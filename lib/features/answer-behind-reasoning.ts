import { answerFrames, closingMark, reasoningMarks } from './reasoning-marks.ts';

/**
 * The answer without the reasoning in front of it, for servers and prompts that leave both in one text.
 *
 * Reasoning that is closed is taken off, however often it comes; where only its end stands, because the prompt opened it,
 * everything up to the first end is taken off, unless that stands in quotes or code. Reasoning that is opened and never
 * closed is all there is: the model did not come to an answer, and the answer is empty. Frames around the answer that
 * belong to such formats go too. A text without marks is returned as it is.
 *
 * Time linear in the text.
 *
 * @example answerBehindReasoning('<think>Two and two.</think>\n\n4') // '4'
 */
export function answerBehindReasoning(text: string): string {
  let rest = text.trimStart();
  let isFramed = false;
  for (let end = endOfReasoning(rest); end !== undefined; end = endOfReasoning(rest)) {
    rest = rest.slice(end).trimStart();
    isFramed = true;
  }
  if (isFramed) return withoutFrames(rest);
  const end = endOfUnopened(text);
  return end === undefined ? text : withoutFrames(text.slice(end).trimStart());
}

/** Where the reasoning that a text begins with ends; `undefined` if it begins with none. */
function endOfReasoning(text: string): number | undefined {
  for (const { opens, closes } of reasoningMarks) {
    const opened = opens.exec(text)?.[0];
    if (opened === undefined) continue;
    const inside = text.slice(opened.length);
    const closed = closes(opened).exec(inside);
    return closed === null ? text.length : opened.length + closed.index + closed[0].length;
  }
  return undefined;
}

function endOfUnopened(text: string): number | undefined {
  const closed = closingMark.exec(text);
  if (closed === null) return undefined;
  const end = closed.index + closed[0].length;
  const isQuoted = /[`"'“‘«\\]/.test(text[closed.index - 1] ?? '') || /[`"'”’»]/.test(text[end] ?? '');
  const isInCode = (text.slice(0, closed.index).split('```').length - 1) % 2 === 1;
  return isQuoted || isInCode ? undefined : end;
}

function withoutFrames(text: string): string {
  let rest = text;
  for (const [opens, closes] of answerFrames)
    if (opens.test(rest)) rest = rest.replace(opens, '').replace(closes, '').trimStart();
  return rest;
}
