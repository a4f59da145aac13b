/** `warning`: watching will be less sure, dearer or misleading, or something leaks. `note`: worth knowing. */
export type Severity = 'warning' | 'note';

/** Something that works and could be better. Never quotes a prompt. */
export interface Finding {
  readonly severity: Severity;
  readonly rule: string;
  /**
   * What it is about, and where in the file of the golden or, for an endpoint, below its entry. What stands in a golden's
   * request is named by its place in the `body`, whether the file has that or messages and parameters.
   */
  readonly about: {
    readonly kind: 'endpoint' | 'golden' | 'project';
    readonly id: string;
    readonly path: readonly PropertyKey[];
  };
  readonly what: string;
  readonly fix: string;
}

/** A finding about one golden, before it is known which. */
export type GoldenFinding = Omit<Finding, 'about'> & { readonly path: readonly PropertyKey[] };
