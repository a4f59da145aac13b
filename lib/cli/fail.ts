import { ConfigError, MonitorError, type Problem } from '../domain/errors.ts';
import { type Line, plain, style, wrap } from '../report/terminal/styled-text.ts';
import { jsonText } from '../report/words/json-text.ts';
import { columns } from '../report/words/printable.ts';
import { exitCodes } from './exit-codes.ts';
import { complain } from './terminal.ts';

/**
 * Says what went wrong, without a stack for what is not a bug, and gives the exit code. With `--json` it is one JSON object on
 * standard error, so that a program never has to read sentences: standard output holds results only.
 */
export function explainFailure(error: unknown, asJson = process.argv.includes('--json')): number {
  if (!asJson) return explainInWords(error);
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const what = error instanceof ConfigError ? { problems: error.problems } : { message };
  const code = exitCodeOf(error);
  process.stderr.write(`${jsonText({ schema: 'error/1', error: name, exitCode: code, ...what })}\n`);
  return code;
}

/** A command line that cannot be read: Commander has said so, except where a program reads along. */
export function explainWrongUsage({ message }: Error, asJson = process.argv.includes('--json')): number {
  if (asJson)
    process.stderr.write(
      `${jsonText({ schema: 'error/1', error: 'UsageError', exitCode: exitCodes.badInput, message })}\n`,
    );
  return exitCodes.badInput;
}

function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigError) return exitCodes.badInput;
  return error instanceof MonitorError && error.name === 'InterruptedError' ? exitCodes.interrupted : exitCodes.failed;
}

function explainInWords(error: unknown): number {
  if (error instanceof ConfigError) {
    complain(problemLines(error));
    return exitCodeOf(error);
  }
  if (error instanceof MonitorError) {
    complain([[style('alarm', error.message)]]);
    return exitCodeOf(error);
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    complain([[style('alarm', (error as Error).message)]]); // the operating system said no: its words say what to
    return exitCodes.failed;
  }
  complain([[style('alarm', 'a bug in pinwatch; please report it with the lines below')]]);
  complain([[plain(error instanceof Error ? (error.stack ?? error.message) : String(error))]]);
  return exitCodes.failed;
}

function problemLines({ problems }: ConfigError): Line[] {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return [[style('alarm', `${count}, nothing was done`)], ...problems.flatMap(problemLine)];
}

/** Place and problem on one line, or on several where a terminal would break the line anywhere. */
function problemLine({ where, what }: Problem): Line[] {
  const width = process.stderr.columns ?? Number.POSITIVE_INFINITY;
  const place = [plain('  '), style('strong', where)];
  if (columns(where) + columns(what) + 4 <= width) return [[...place, plain(`  ${what}`)]];
  return [place, ...wrap(what, width - 4).map((line): Line => [plain(`    ${line}`)])];
}
