import { covers, isAllowed, type Needed, type Statement } from './policy.ts';
import { arnOf } from './requests.ts';
import { roleOf, statementsOfRole, type TemplateJson } from './template-roles.ts';

/** What the requests of each principal of a stack needed, by the logical id of the function or state machine. */
export type NeededBy = ReadonlyMap<string, readonly Needed[]>;

/** Requests that a stack's own roles would be refused, as `ID: action resource`, sorted. */
export function refusedIn(template: TemplateJson, neededBy: NeededBy): string[] {
  return [...neededBy]
    .flatMap(([id, needed]) => {
      const statements = statementsOfRole(template, roleOf(template, id));
      return needed
        .filter((one) => !isAllowed(statements, one))
        .map(
          ({ action, resource, partition }) => `${id}: ${action} ${[resource, partition].filter(Boolean).join(' ')}`,
        );
    })
    .sort();
}

/**
 * Grants of these principals together that none of their requests needed, as `action resource`, sorted: functions of one kind
 * have the same grants, and no test calls every one of them for everything.
 */
export function unusedIn(template: TemplateJson, ids: readonly string[], neededBy: NeededBy): string[] {
  const needed = ids.flatMap((id) => neededBy.get(id) ?? []);
  const grants = ids.flatMap((id) => statementsOfRole(template, roleOf(template, id)).flatMap(singly));
  const unused = grants.filter((grant) => !needed.some((one) => covers(grant, one)));
  return [
    ...new Set(
      unused.map(({ actions, resources, leadingKeys = [] }) => [actions, resources, ...leadingKeys].join(' ')),
    ),
  ].sort();
}

function singly({ actions, resources, leadingKeys, ...rest }: Statement): Statement[] {
  const keys = leadingKeys === undefined ? [{}] : leadingKeys.map((key) => ({ leadingKeys: [key] }));
  return actions.flatMap((action) =>
    resources.flatMap((resource) => keys.map((key) => ({ ...rest, ...key, actions: [action], resources: [resource] }))),
  );
}

/** Names that a deployment gave are put back to the logical ids of the template, so that other variants can be asked. */
export function withLogicalNames(needed: readonly Needed[], physical: ReadonlyMap<string, string>): Needed[] {
  const names = [...physical].map(([id, name]) => [name.split(':').at(-1) ?? name, id] as const);
  const longestFirst = names.filter(([name]) => name.length > 3).sort(([a], [b]) => b.length - a.length);
  return needed.map(({ resource, ...one }) => {
    const [name, id] = longestFirst.find(([one]) => segmentsOf(resource).includes(one)) ?? ['', ''];
    return { ...one, resource: name === '' ? resource : resource.replace(name, id) };
  });
}

function segmentsOf(arn: string): string[] {
  return arn.split(/[:/]/);
}

/**
 * What else requests need where objects, items and messages are encrypted with a customer's key: S3 and DynamoDB decrypt and make
 * data keys in the name of whoever asks.
 */
export function withKey(needed: readonly Needed[], key: string): Needed[] {
  const resource = key.startsWith('arn:') ? key : arnOf('kms', `key/${key}`);
  const also = (action: string): Needed => ({ action, resource });
  const actions = needed.flatMap(({ action }) => {
    if (action === 's3:GetObject') return ['kms:Decrypt'];
    if (action === 's3:PutObject') return ['kms:GenerateDataKey'];
    if (action.startsWith('dynamodb:')) return ['kms:Decrypt'];
    return action === 'sns:Publish' ? ['kms:Decrypt', 'kms:GenerateDataKey'] : [];
  });
  return [...needed, ...[...new Set(actions)].map(also)];
}
