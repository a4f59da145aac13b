import { type RunningCli, startCli } from './cli.ts';
import { driftingFolder } from './drifting-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** What a model may say to do harm to whoever looks at it. */
const hostile = [
  '<script>document.title = "taken"</script><img src=x onerror="document.title = 1"><svg onload=alert(1)>',
  'plain\u202Edetrever\u202C and a\u200Bzero width',
  'x'.repeat(700),
  '</pre></main><iframe src="javascript:alert(1)"></iframe>[click](javascript:alert(1))',
];

/** A history that `pinwatch serve` serves from a folder of its own. */
export interface ServedHistory {
  readonly folder: string;
  readonly url: string;
  /** Lets its bearer decide. */
  readonly token: string;
  /** Answer of the API below `/api/v1`. */
  readonly ask: <T>(path: string) => Promise<T>;
  /** Ends the server and removes the folder. */
  readonly end: () => Promise<void>;
}

/** Serves an endpoint whose model says hostile things, had an outage and drifts. */
export const serveDrift = () => serveHistory({ runs: 28, changeAt: 19, goldens: 3, hostile, outages: [12] });

/** Serves an endpoint that was never asked. */
export const serveNothing = () => serveHistory({ runs: 0, goldens: 2 });

async function serveHistory(options: Parameters<typeof driftingFolder>[1]): Promise<ServedHistory> {
  const folder = temporaryFolder();
  await driftingFolder(folder.path, options);
  const server = startCli(folder.path, ['serve', '--port', '0', '--json']);
  const { url, token } = await firstObject(server);
  return {
    folder: folder.path,
    url,
    token,
    ask: async <T>(path: string) => (await (await fetch(`${url}api/v1${path}`)).json()) as T,
    end: async () => {
      server.process.kill('SIGINT');
      await server.done;
      folder.remove();
    },
  };
}

/** What the server says of itself when it is ready. */
function firstObject(server: RunningCli): Promise<{ url: string; token: string }> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.process.stdout?.on('data', (chunk) => {
      said += chunk;
      if (said.includes('}')) resolve(JSON.parse(said));
    });
    server.done.then(({ stderr }) => reject(new Error(stderr)), reject);
  });
}

/** Its newest and oldest run, and its incident as it stands in an address. */
export async function placesOf({ ask }: ServedHistory): Promise<{ newest: string; oldest: string; incident: string }> {
  const { runs } = await ask<{ runs: { run: string }[] }>('/endpoints/support/runs?limit=200');
  const { incidents } = await ask<{ incidents: { incident: { id: string } }[] }>('/incidents');
  const [newest, oldest, incident] = [runs[0]?.run, runs.at(-1)?.run, incidents[0]?.incident.id];
  if (newest === undefined || oldest === undefined || incident === undefined)
    throw new Error('expected runs and an incident, got none');
  return { newest, oldest, incident: encodeURIComponent(incident) };
}
