import { useCallback, useEffect, useState } from 'preact/hooks';

/** What the API says is wrong. */
export interface Problem {
  readonly where: string;
  readonly what: string;
}

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problems: readonly Problem[];
  readonly status: number;

  constructor(title: string, status: number, problems: readonly Problem[]) {
    super(title);
    this.status = status;
    this.problems = problems;
  }
}

const tokenKey = 'pinwatch-token';

/** Takes the token out of the address, so that nobody reads it there, and keeps it for as long as this tab is open. */
export function takeToken(): void {
  const [, token] = /[#&]token=([^&]+)/.exec(location.hash) ?? [];
  if (token === undefined) return;
  sessionStorage.setItem(tokenKey, decodeURIComponent(token));
  history.replaceState(history.state, '', location.pathname + location.search);
}

export function hasToken(): boolean {
  return sessionStorage.getItem(tokenKey) !== null;
}

/** Asks the API. @throws {ApiError} with what is wrong, also where nobody answers. */
export async function ask<T>(path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = {};
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    headers.authorization = `Bearer ${sessionStorage.getItem(tokenKey) ?? ''}`;
  }
  let response: Response;
  try {
    const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    response = await fetch(`/api/v1${path}`, { ...sent, headers, ...(signal === undefined ? {} : { signal }) });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError('Nobody answers', 0, [
      { where: 'pinwatch serve', what: 'it does not answer: is it still running?' },
    ]);
  }
  const answer = (await response.json().catch(() => ({}))) as T & { title?: string; problems?: readonly Problem[] };
  if (!response.ok) throw new ApiError(answer.title ?? response.statusText, response.status, answer.problems ?? []);
  return answer;
}

export interface Loaded<T> {
  readonly data?: T;
  readonly error?: ApiError;
  readonly loading: boolean;
  readonly reload: () => void;
}

const seen = new Map<string, unknown>();

/** What the API answers to a path. What it said before is shown until it answers again. */
export function useApi<T>(path: string | undefined, everyMs?: number): Loaded<T> {
  const [state, setState] = useState<{ path?: string | undefined; data?: T; error?: ApiError }>({});
  const [asked, setAsked] = useState(0);
  const reload = useCallback(() => setAsked((times) => times + 1), []);
  useEffect(() => {
    if (path === undefined) return undefined;
    const aborting = new AbortController();
    ask<T>(path, undefined, aborting.signal).then(
      (data) => {
        seen.set(path, data);
        setState({ path, data });
      },
      (error) => {
        if (!aborting.signal.aborted) setState({ path, error: error as ApiError });
      },
    );
    return () => aborting.abort();
  }, [path, asked]);
  useEffect(() => {
    if (everyMs === undefined) return undefined;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, reload]);
  const isCurrent = state.path === path;
  const data =
    (isCurrent ? state.data : undefined) ?? (path === undefined ? undefined : (seen.get(path) as T | undefined));
  const error = isCurrent ? state.error : undefined;
  return {
    ...(data === undefined || error !== undefined ? {} : { data }),
    ...(error === undefined ? {} : { error }),
    loading: !isCurrent && path !== undefined,
    reload,
  };
}

/** All pages of a list, one after another, at most `most` of them. */
export function usePages<T extends { readonly next?: string | undefined }>(path: string | undefined, most: number) {
  const [state, setState] = useState<{ path?: string | undefined; pages: T[]; done: boolean; error?: ApiError }>({
    pages: [],
    done: false,
  });
  useEffect(() => {
    if (path === undefined) return undefined;
    const aborting = new AbortController();
    const { signal } = aborting;
    setState({ path, pages: [], done: false });
    const load = async () => {
      const pages: T[] = [];
      for (let cursor: string | undefined; ; ) {
        const more: string =
          cursor === undefined ? '' : `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`;
        const page: T = await ask<T>(path + more, undefined, signal);
        pages.push(page);
        cursor = page.next;
        const done = cursor === undefined || pages.length >= most;
        setState({ path, pages: [...pages], done });
        if (done) return;
      }
    };
    load().catch((error) => {
      if (!signal.aborted) setState((before) => ({ ...before, done: true, error: error as ApiError }));
    });
    return () => aborting.abort();
  }, [path, most]);
  return state.path === path ? state : { pages: [], done: false };
}
