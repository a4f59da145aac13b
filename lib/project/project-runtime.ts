import type { Endpoint } from '../domain/endpoint/endpoint.ts';
import { ConfigError } from '../domain/errors.ts';
import type { GoldenRequest } from '../domain/golden/golden-request.ts';
import type { ProjectFile } from '../domain/project/project.ts';
import type { AlertSink } from '../ports/alert-sink.ts';
import type { Clock } from '../ports/clock.ts';
import type { Erasure } from '../ports/erasure.ts';
import type { Inspection } from '../ports/inspection.ts';
import type { ModelNoticeStore } from '../ports/model-notice-store.ts';
import type { Stores } from '../ports/stores.ts';
import { didYouMean } from './did-you-mean.ts';

/** A project and what is stored about it, wherever that is: what commands that look and decide work on. */
export interface ProjectRuntime extends Disposable {
  readonly project: ProjectFile;
  readonly stores: Stores;
  readonly clock: Clock;
  /** What lists of models said about the pinned ones, where that is kept. */
  readonly notices?: Pick<ModelNoticeStore, 'get'>;
  /** Every golden of the project, replayed or not. */
  readonly everyGolden: readonly GoldenRequest[];
  /** What erases text, where it is kept for good. */
  readonly erasure?: Erasure;
  /** What looks below the records of the stores, where that is not the laptop's own. */
  readonly inspection?: Inspection;
  /** Days after which answers are deleted; for ever if undefined. */
  readonly retentionDays?: number | undefined;
  /** Who is told beside whoever looks at the terminal, by name. */
  readonly sinks: ReadonlyMap<string, AlertSink>;
  /**
   * Where somebody else tells people: has them told now what was decided about endpoints. False where that cannot be asked for,
   * e.g. for want of a permission: then they are told with the next run.
   */
  tellOthers?(endpoints: readonly string[]): Promise<boolean>;
  /** An endpoint by its id. @throws {ConfigError} if there is none. */
  endpoint(id: string): Endpoint;
  /** The goldens that are replayed at an endpoint. */
  goldens(endpoint: Endpoint): readonly GoldenRequest[];
}

/** An endpoint by its id. @throws {ConfigError} if there is none. */
export function findEndpoint(id: string, { endpoints }: ProjectFile): Endpoint {
  const endpoint = endpoints.find((one) => one.id === id);
  if (endpoint !== undefined) return endpoint;
  const ids = endpoints.map((one) => one.id);
  const what = `there is no endpoint "${id}"${didYouMean(id, ids) || `, expected one of ${ids.join(', ')}`}`;
  throw new ConfigError([{ where: 'endpoint', what }]);
}
