import type { Alert } from '../domain/verdict/alert.ts';
import type { AlertSink } from '../ports/alert-sink.ts';
import { alertText, type NextStep } from '../report/alert/alert-text.ts';
import { ansiText, plainText } from '../report/terminal/styled-text.ts';
import { DeliveryError } from './delivery-error.ts';

/** What the person at the terminal is called among those who are told; part of what is remembered as sent. */
export const terminalName = 'the terminal';

/** The part of a stream that is written to; a terminal also tells its width. */
export interface TextStream {
  write(text: string, done: (error?: Error | null) => void): unknown;
  readonly columns?: number | undefined;
}

export interface ConsoleSinkOptions {
  readonly stream: TextStream;
  /** Whether the stream understands ANSI colours. */
  readonly color: boolean;
  /** What to do next; the commands of the CLI if left out. */
  readonly next?: (alert: Alert) => readonly NextStep[];
}

/**
 * Writes alerts to a person's terminal, with a before/after example: customer data. Not for logs.
 *
 * Rejects with a `DeliveryError` if the stream cannot be written to.
 */
export function consoleSink({ stream, color, next }: ConsoleSinkOptions): AlertSink {
  return {
    send: (alert) => {
      const width = stream.columns === undefined ? {} : { width: Math.min(stream.columns, 120) };
      const lines = alertText(alert, { ...width, ...(next === undefined ? {} : { next: next(alert) }) });
      return write(stream, `\n${color ? ansiText(lines) : plainText(lines)}\n`);
    },
  };
}

function write(stream: TextStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(new DeliveryError('the alert could not be written to the terminal', { cause: error }));
      else resolve();
    });
  });
}
