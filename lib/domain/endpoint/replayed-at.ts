import type { Endpoint } from './endpoint.ts';

/** Whether an endpoint replays a golden: every one, or those it names. Naming a trace tree names its nodes. */
export function isReplayedAt({ goldens }: Pick<Endpoint, 'goldens'>, id: string): boolean {
  return goldens === undefined || goldens.includes(id) || goldens.includes(id.split('/')[0] as string);
}
