import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Handler } from '../api/api.ts';
import { ConfigError } from '../domain/errors.ts';

/** A server that listens. */
export interface Listening extends AsyncDisposable {
  readonly port: number;
}

/**
 * Serves a handler on this machine, and on no other address of it.
 *
 * @param port 0 takes one that is free.
 * @throws {ConfigError} if the port is taken, or may not be used.
 */
export async function listenOnLoopback(handler: Handler, port: number): Promise<Listening> {
  const server = createAdaptorServer({ fetch: handler, overrideGlobalObjects: false });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const what =
        error.code === 'EADDRINUSE' ? 'it is taken' : error.code === 'EACCES' ? 'it may not be used' : undefined;
      reject(
        what === undefined
          ? error
          : new ConfigError([{ where: `port ${port}`, what: `expected a free one, but ${what}` }]),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
