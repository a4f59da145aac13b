import type { ToolCall } from './sample.ts';

/** One completion as the detector sees it: what was said, and named numbers about it. */
export interface Draw {
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason?: string;
  readonly outputTokens?: number;
  /** Natural log-probabilities of the chosen tokens from the first on, possibly cut short. */
  readonly logprobs?: readonly number[];
  /** The most likely first tokens with their natural log-probabilities. */
  readonly firstTokenTop?: readonly (readonly [string, number])[];
  /** Structured properties and expectations, each 0 or 1 (1 = has it, or fails the expectation). */
  readonly properties: { readonly [name: string]: number };
}

/** A value that an answer carries beside its text and that should not move by itself, e.g. the reported model. */
export interface IdentityValue {
  readonly kind: FactKind;
  /** The golden that it belongs to, where it differs by golden (prompt-token counts). */
  readonly golden?: string;
  readonly value: string;
}

export type FactKind =
  | 'reported-model'
  | 'fingerprint'
  | 'prompt-tokens'
  | 'finish-reason'
  | 'usage-fields'
  | 'echoed-parameters'
  | 'error-class'
  | 'client-library';

/** One run, ready to be judged. The run is the exchangeable unit; draws inside it never are. */
export interface ObservedRun {
  readonly run: string;
  readonly at: string;
  /** Draws by golden (id and version), completed ones only. A golden that gave none is absent. */
  readonly goldens: ReadonlyMap<string, readonly Draw[]>;
  /** Draws that were asked for, by golden, those that failed among them; where known. */
  readonly asked?: ReadonlyMap<string, number>;
  /** How many requests showed each identity value. */
  readonly identity: readonly (IdentityValue & { readonly requests: number })[];
  /** Circumstances that runs are only ranked within, e.g. `warm` where the provider's prompt cache was. */
  readonly category?: string;
  /** Draws that arrived, where those in `goldens` are more: a chained draw stands there step by step as well. */
  readonly completed?: number;
  /** Draws that were planned, and that failed. */
  readonly planned: number;
  readonly failed: number;
}

const stepMark = ' › ';

/** What the steps of chained draws at one node are called: `TREE › NODE`, with the version of the tree if it has one. */
export function stepKey(treeKey: string, node: string): string {
  const [, tree = treeKey, version = ''] = /^(.*?)(@[0-9a-f]+)?$/s.exec(treeKey) ?? [];
  return `${tree}${stepMark}${node}${version}`;
}

/** Whether draws are steps of chained draws. A chain may end before a step, so their absence is no lost answer. */
export function isStep(key: string): boolean {
  return key.includes(stepMark);
}

/** The key of the whole that a step belongs to, its version included. */
export function wholeOf(step: string): string {
  const [tree = '', node = ''] = step.split(stepMark);
  return tree + (/@[0-9a-f]+$/.exec(node)?.[0] ?? '');
}
