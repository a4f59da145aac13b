import { createContext, Script } from 'node:vm';

const script = new Script('new RegExp(pattern).test(text)');
/** Usual texts take microseconds. */
const mostMs = 1000;

/**
 * Whether a text matches a regular expression, found within a second. The text is what a model wrote, and a backtracking
 * engine needs exponential time for some: those do not match.
 *
 * The engine of expectations, which needs linear time, would make each replay function 150 kB larger for these few words.
 */
export function matchesInTime(text: string, pattern: string): boolean {
  try {
    return script.runInContext(createContext({ text, pattern }), { timeout: mostMs }) === true;
  } catch {
    return false; // too slow, or stored by a version that took more for a pattern
  }
}
