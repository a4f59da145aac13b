import { createInterface } from 'node:readline/promises';

/**
 * Asks whoever sits at a terminal, and takes nothing but a yes for one. Where nobody sits (a script, a pipe, CI) nobody is
 * asked, and the answer is yes: whoever wrote the command meant it.
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return true;
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question(`${question} [y/N] `)).trim());
  } finally {
    asking.close();
  }
}
