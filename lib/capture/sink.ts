import type { Exchange } from './exchange.ts';

/** Where recordings go. */
export interface ExchangeSink {
  /**
   * Stores exchanges, in order. One call at a time; while it lasts, more are collected for the next. A rejection counts
   * all of them as failed; nothing is tried again.
   */
  write(batch: readonly Exchange[]): Promise<void> | void;
  /** How many to wait for, and how long; nothing is waited for if left out. */
  readonly batching?: { readonly maxEntries: number; readonly maxWaitMs: number };
}

/** A sink that is told of one exchange after the other. */
export type ExchangeCallback = (exchange: Exchange) => Promise<void> | void;

/** Whether a value, which may come from a program without types, can be written to. */
export function isSink(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof (value as Partial<ExchangeSink> | null | undefined)?.write === 'function';
}

export function sinkOf(sink: ExchangeSink | ExchangeCallback): ExchangeSink {
  if (typeof sink !== 'function') return sink;
  return {
    write: async ([exchange]) => {
      if (exchange !== undefined) await sink(exchange);
    },
    batching: { maxEntries: 1, maxWaitMs: 0 },
  };
}
