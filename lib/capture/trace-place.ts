import { AsyncLocalStorage } from 'node:async_hooks';
import type { TracePlace } from './exchange.ts';

/** A trace that is going on. */
export interface Going {
  readonly id: string;
  readonly name?: string;
  /** Whether each recording keeps the trace, decided once: half a trace is worth little. */
  readonly kept: WeakMap<object, boolean>;
}

interface Place {
  readonly trace: Going;
  readonly parentId?: string;
}

const places = new AsyncLocalStorage<Place>();

/** The trace that the running code is part of. */
export function goingTrace(): Going | undefined {
  return places.getStore()?.trace;
}

/** Where in its trace the running code is, as recordings have it. */
export function tracePlace(): TracePlace | undefined {
  const place = places.getStore();
  if (place === undefined) return undefined;
  const { trace, parentId } = place;
  return {
    id: trace.id,
    ...(trace.name === undefined ? {} : { name: trace.name }),
    ...(parentId === undefined ? {} : { parentId }),
  };
}

/** Runs something as part of a trace, below the call `parentId` if that is given. */
export function within<T>(trace: Going, parentId: string | undefined, run: () => T): T {
  return places.run({ trace, ...(parentId === undefined ? {} : { parentId }) }, run);
}
