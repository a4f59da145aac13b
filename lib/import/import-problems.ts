import type { Problem } from '../domain/errors.ts';
import type { NotImported } from './import-report.ts';

const mostNamed = 50;
const mostReasons = 100;

/** What is wrong with requests that could not be imported: the first of them by name, all of them counted by reason. */
export class ImportProblems {
  readonly #named: Problem[] = [];
  #more = 0;
  readonly #reasons = new Map<string, { times: number; readonly where: string }>();

  get any(): boolean {
    return this.#reasons.size > 0;
  }

  /** Each by itself, at most 50, and how many more there are. */
  get named(): readonly Problem[] {
    const more = this.#more === 0 ? [] : [{ where: 'import', what: `and ${this.#more} more problems` }];
    return [...this.#named, ...more];
  }

  get grouped(): readonly NotImported[] {
    return [...this.#reasons].map(([what, { times, where }]) => ({ what, times, where }));
  }

  /** @param path of the place in its record, which `where` may not name. */
  report({ where, what }: Problem, path = ''): void {
    const named = { where, what: path === '' ? what : `${path}: ${what}` };
    if (this.#named.some((one) => one.where === named.where && one.what === named.what)) return;
    if (this.#named.length < mostNamed) this.#named.push(named);
    else this.#more++;
    const reason = this.#reasons.has(what) || this.#reasons.size < mostReasons ? what : 'other reasons';
    const before = this.#reasons.get(reason);
    if (before === undefined) this.#reasons.set(reason, { times: 1, where: path === '' ? where : `${where} ${path}` });
    else before.times++;
  }
}
