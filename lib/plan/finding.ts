/** `warning`: watching will be less sure, dearer or misleading. `note`: worth knowing. */
export type Severity = 'warning' | 'note';

/** Something that works and could be better. Never quotes a prompt. */
export interface Finding {
  readonly severity: Severity;
  readonly rule: string;
  /** What it is about, and where in the file of the golden or, for an endpoint, below its entry. */
  readonly about: {
    readonly kind: 'endpoint' | 'golden' | 'project';
    readonly id: string;
    readonly path: readonly PropertyKey[];
  };
  readonly what: string;
  readonly fix: string;
}
