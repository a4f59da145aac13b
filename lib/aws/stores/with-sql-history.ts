import type { Condition } from '../../domain/verdict/condition.ts';
import type { Incident } from '../../domain/verdict/incident.ts';
import type { Stores } from '../../ports/stores.ts';
import type { SqlHistory } from './sql-history.ts';

/**
 * Stores that also write what they keep as rows, and write the rows first. A process that dies in between leaves rows that its
 * next try gives as well, since all of it is a function of what is stored. Where somebody else was faster, the rows are
 * written again as they are kept.
 */
export function withSqlHistory<S extends Stores>(stores: S, rows: SqlHistory): S {
  const { judgements, incidents, conditions } = stores;
  return {
    ...stores,
    async commit(judged) {
      await rows.putJudgement(judged.judgement);
      if (judged.incident !== undefined) await rows.putIncident(judged.incident);
      if (await stores.commit(judged)) return true;
      const kept = await judgements.get(judged.judgement.run);
      if (kept !== undefined) await rows.putJudgement(kept);
      const incident = judged.incident && (await incidents.get(judged.incident.id));
      if (incident !== undefined) await rows.putIncident(incident);
      return false;
    },
    judgements: override(judgements, {
      async put(judgement) {
        await rows.putJudgement(judgement);
        await judgements.put(judgement);
      },
    }),
    incidents: override(incidents, {
      async put(incident: Incident) {
        await rows.putIncident(incident);
        if (await incidents.put(incident)) return true;
        const kept = await incidents.get(incident.id);
        if (kept !== undefined) await rows.putIncident(kept);
        return false;
      },
    }),
    conditions: override(conditions, {
      async put(condition: Condition) {
        await rows.putCondition(condition);
        if (await conditions.put(condition)) return true;
        const kept = await conditions.get(condition.id);
        if (kept !== undefined) await rows.putCondition(kept);
        return false;
      },
    }),
  };
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
