import type { Judgement } from '../../domain/verdict/judgement.ts';

/**
 * Names the telling of what a run found. It is remembered as told under this name by whichever alert tells it: one of its
 * own, or one that updates an incident.
 */
export function factAlertId({ endpoint, epoch, run }: Pick<Judgement, 'endpoint' | 'epoch' | 'run'>): string {
  return `${endpoint}/${epoch}/${run}/fact`;
}
