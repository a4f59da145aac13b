import { goldenName } from '../domain/golden/golden-key.ts';

const part = encodeURIComponent;

/** Addresses of what has one: everything that somebody may want to send to somebody else. */
export const links = {
  overview: () => '/',
  endpoint: (id: string, view = '') => `/endpoints/${part(id)}${view === '' ? '' : `/${view}`}`,
  goldenOf: (id: string, golden: string) => `/endpoints/${part(id)}/goldens/${part(golden)}`,
  run: (run: string) => `/runs/${part(run)}`,
  golden: (run: string, golden: string) => `/runs/${part(run)}/goldens/${part(golden)}`,
  answer: (run: string, golden: string, repetition: number) =>
    `/runs/${part(run)}/goldens/${part(golden)}/${repetition}`,
  compare: (before: string, after: string, golden?: string) =>
    `/compare/${part(before)}/${part(after)}${golden === undefined ? '' : `?golden=${part(golden)}`}`,
  incidents: () => '/incidents',
  incident: (id: string) => `/incidents/${part(id)}`,
};

/** The id that a person gave: evidence may know a golden as `id@version`, and a step of a chain behind its tree. */
export function goldenId(key: string): string {
  return goldenName(key).replace(/ › .*$/, '');
}
