import { readFileSync } from 'node:fs';
import { type Mutant, nameOf } from './sample.ts';

/** A mutant as the tester hands it to a checker: lines and columns from 0 on, and the place of the file on the disk. */
interface Checked extends Mutant {
  readonly id: string;
  readonly fileName: string;
}

/** Has the tester leave out every mutant that is not in the sample whose names stand in the file `MUTATION_SAMPLE`. */
class OnlySampled {
  #names = new Set<string>();

  async init(): Promise<void> {
    this.#names = new Set(JSON.parse(readFileSync(String(process.env.MUTATION_SAMPLE), 'utf8')) as string[]);
  }

  async check(mutants: readonly Checked[]): Promise<Record<string, { status: string; reason?: string }>> {
    return Object.fromEntries(mutants.map((mutant) => [mutant.id, this.#resultOf(mutant)]));
  }

  #resultOf(mutant: Checked) {
    const { fileName, location } = mutant;
    const file = fileName.slice(fileName.lastIndexOf('/lib/') + 1);
    const [start, end] = [location.start, location.end].map(({ line, column }) => {
      return { line: line + 1, column: column + 1 };
    }) as [Mutant['location']['start'], Mutant['location']['end']];
    const isSampled = this.#names.has(nameOf(file, { ...mutant, location: { start, end } }));
    return isSampled ? { status: 'passed' } : { status: 'compileError', reason: 'not in the sample' };
  }
}

export const strykerPlugins = [{ kind: 'Checker', name: 'only-sampled', injectableClass: OnlySampled }];
