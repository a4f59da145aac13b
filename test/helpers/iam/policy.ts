/** One permission that a request needs: an IAM action on one resource, `arn:…`. */
export interface Needed {
  readonly action: string;
  readonly resource: string;
  /** Partition of the table that it is about. */
  readonly partition?: string;
}

/** A statement of a policy whose values have been resolved to text. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Values of `dynamodb:LeadingKeys`, where the statement is limited to such partitions. */
  readonly leadingKeys?: readonly string[];
}

/**
 * Whether IAM would let a request pass: some statement allows the action on the resource, and none denies it. `*` and `?` are
 * wildcards, as in IAM. Conditions other than on leading keys must not reach this: `statementsOfRole` refuses them.
 */
export function isAllowed(statements: readonly Statement[], needed: Needed): boolean {
  const about = statements.filter((statement) => covers(statement, needed));
  return about.some(({ effect }) => effect === 'Allow') && !about.some(({ effect }) => effect === 'Deny');
}

/** Whether a statement speaks of a request. */
export function covers(statement: Statement, { action, resource, partition }: Needed): boolean {
  const { actions, resources, leadingKeys } = statement;
  if (!actions.some((pattern) => matchesPattern(pattern, action, 'i'))) return false;
  if (!resources.some((pattern) => matchesPattern(pattern, resource))) return false;
  if (leadingKeys === undefined) return true;
  return partition !== undefined && leadingKeys.some((pattern) => matchesPattern(pattern, partition));
}

function matchesPattern(pattern: string, text: string, flags = ''): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`).test(text);
}
