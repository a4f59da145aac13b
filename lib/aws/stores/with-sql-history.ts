import type { Condition } from '../../domain/verdict/condition.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import type { Judgement } from '../../domain/verdict/judgement.ts';
import type { Stores } from '../../ports/stores.ts';
import type { SqlHistory } from './sql-history.ts';

/**
 * Stores that also write what they keep as rows, and write the rows first. A process that dies in between leaves rows that its
 * next try gives as well, since all of it is a function of what is stored. Where somebody else was faster, the rows are
 * written again as they are kept.
 */
export function withSqlHistory<S extends Stores>(stores: S, rows: SqlHistory): S {
  const { judgements, incidents, conditions } = stores;
  const againOf = {
    judgement: async (run: string) => ifKept(await judgements.get(run), (kept) => rows.putJudgement(kept)),
    incident: async (id: string) => ifKept(await incidents.get(id), (kept) => rows.putIncident(kept)),
    condition: async (id: string) => ifKept(await conditions.get(id), (kept) => rows.putCondition(kept)),
  };
  return {
    ...stores,
    judgements: override(judgements, {
      async put(judgement: Judgement) {
        await rows.putJudgement(judgement);
        await judgements.put(judgement);
      },
    }),
    incidents: override(incidents, {
      async put(incident: Incident) {
        await rows.putIncident(incident);
        const isWritten = await incidents.put(incident);
        if (!isWritten) await againOf.incident(incident.id);
        return isWritten;
      },
    }),
    conditions: override(conditions, {
      async put(condition: Condition) {
        await rows.putCondition(condition);
        const isWritten = await conditions.put(condition);
        if (!isWritten) await againOf.condition(condition.id);
        return isWritten;
      },
    }),
    async commit(judged) {
      const { judgement, incident } = judged;
      await rows.putJudgement(judgement);
      if (incident !== undefined) await rows.putIncident(incident);
      const isWritten = await stores.commit(judged);
      if (isWritten) return true;
      await againOf.judgement(judgement.run);
      if (incident !== undefined) await againOf.incident(incident.id);
      return false;
    },
  };
}

async function ifKept<T>(kept: T | undefined, write: (kept: T) => Promise<void>): Promise<void> {
  if (kept !== undefined) await write(kept);
}

/** The same store with some methods in place of its own; the others still find its private fields. */
function override<T extends object>(store: T, methods: Partial<T>): T {
  return new Proxy(store, {
    get(target, name) {
      const own = methods[name as keyof T];
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
