import type { Links } from '../../domain/project/links.ts';
import type { Alert } from '../../domain/verdict/alert.ts';
import type { SinkAnswer } from '../../domain/verdict/sink-answer.ts';
import type { AlertSink } from '../../ports/alert-sink.ts';
import { alertLinks } from './alert-links.ts';

/**
 * Sends samples to every sink and says what each answered. Nothing is remembered as told, and no sink is spared the rest where it
 * refuses one: some take one kind and not another.
 */
export async function trySinks(
  samples: readonly Alert[],
  {
    sinks,
    links = {},
    stack,
  }: { readonly sinks: ReadonlyMap<string, AlertSink>; readonly links?: Links; readonly stack?: string },
): Promise<SinkAnswer[]> {
  const answers = await Promise.all(
    [...sinks].map(async ([name, sink]) => {
      const all: SinkAnswer[] = [];
      for (const sample of samples) {
        const found = alertLinks(sample, links);
        const alert = {
          ...sample,
          ...(stack === undefined ? {} : { stack }),
          ...(found.length === 0 ? {} : { links: found }),
        };
        all.push({ sink: name, kind: sample.kind, ...(await answerOf(sink, alert)) });
      }
      return all;
    }),
  );
  return answers.flat();
}

/** Why a sink refused is in the words of our own errors, which name no address and no key. */
async function answerOf(sink: AlertSink, alert: Alert): Promise<{ readonly taken: boolean; readonly why?: string }> {
  try {
    await sink.send(alert);
    return { taken: true };
  } catch (reason) {
    return { taken: false, why: reason instanceof Error ? reason.message : String(reason) };
  }
}
