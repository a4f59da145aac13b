import type { ProjectRuntime } from '../project/project-runtime.ts';

/** What routes work on: a project and what is stored about it, and what this place allows. */
export interface ApiRuntime extends Omit<ProjectRuntime, typeof Symbol.dispose> {
  /** The deployed stack that is looked at; none on a laptop. */
  readonly stack?: string | undefined;
  /** Whether decisions may be made through this API. */
  readonly mayDecide: boolean;
}

/** How the API gets at a project for as long as one request takes. */
export interface ApiPlace {
  /** To look. Rejects with a `ConfigError` while the project cannot be read. */
  readonly look: <T>(use: (runtime: ApiRuntime) => Promise<T>) => Promise<T>;
  /** To decide something, and to write it; left out where the API only reads. */
  readonly decide?: <T>(use: (runtime: ApiRuntime) => Promise<T>) => Promise<T>;
}
