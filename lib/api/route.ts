import type * as z from 'zod';
import type { ApiRuntime } from './api-runtime.ts';

type Shape = z.ZodRawShape;

/** What a request asked for, checked. */
export interface Asked<P, Q, B> {
  readonly path: P;
  readonly query: Q;
  readonly body: B;
}

/** What may be sent where a schema says what comes: the same, and nobody changes it on the way. */
export type Sent<T> = T extends readonly (infer E)[]
  ? readonly Sent<E>[]
  : T extends object
    ? { readonly [K in keyof T]: Sent<T[K]> }
    : T;

/** What one route takes and gives: the description of the API and the API itself are made of the same. */
export interface RouteSpec<P extends Shape, Q extends Shape, B extends z.ZodType, A extends z.ZodType> {
  /** Name of the operation, unique. */
  readonly id: string;
  readonly method: 'get' | 'post';
  /** Below the version, with names in braces, e.g. `/runs/{run}`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: z.ZodObject<P>;
  readonly query?: z.ZodObject<Q>;
  readonly body?: B;
  readonly answer: A;
  readonly handle: (
    asked: Asked<z.output<z.ZodObject<P>>, z.output<z.ZodObject<Q>>, z.output<B>>,
    runtime: ApiRuntime,
  ) => Promise<Sent<z.input<A>>>;
}

/** A route without the types of what it takes: those were checked where it was written. */
export interface Route {
  readonly id: string;
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
  readonly handle: (asked: Asked<unknown, unknown, unknown>, runtime: ApiRuntime) => Promise<unknown>;
}

/** Writes a route down; a handler that gives something else than its schema says does not compile. */
export function route<P extends Shape, Q extends Shape, B extends z.ZodType, A extends z.ZodType>(
  spec: RouteSpec<P, Q, B, A>,
): Route {
  return spec as unknown as Route;
}
