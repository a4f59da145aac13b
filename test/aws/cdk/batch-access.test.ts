import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { batchesPartition } from '../../../lib/aws/names/runs-table.ts';
import { isAllowed } from '../../helpers/iam/policy.ts';
import { roleOf, statementsOfRole, type TemplateJson } from '../../helpers/iam/template-roles.ts';

// What the stack is, as another test holds it: nothing is synthesized here.
const template: TemplateJson = JSON.parse(
  readFileSync(join(import.meta.dirname, 'fixtures/stack.template.json'), 'utf8'),
);

const functions = Object.entries(template.Resources).filter(
  ([, { Type, Properties }]) =>
    Type === 'AWS::Lambda::Function' && String(Properties?.Description).startsWith('Pinwatch'),
);

/** Functions that may do something with batches that are kept, by what their descriptions say they do. */
function whoMay(action: string): string[] {
  const may = functions.filter(([id]) => {
    const statements = statementsOfRole(template, roleOf(template, id));
    const tables = statements.flatMap(({ resources }) => resources.filter((arn) => /:table\/[^/]+$/.test(arn)));
    return tables.some((resource) => isAllowed(statements, { action, resource, partition: batchesPartition }));
  });
  return [...new Set(may.map(([, { Properties }]) => String(Properties?.Description).split(' ')[1] as string))].sort();
}

describe('the state of batches', () => {
  it('is listed by what plans and what replays, and changed by what replays only', () => {
    expect(functions.length).toBeGreaterThan(6);
    expect(whoMay('dynamodb:Query')).toEqual(['plans', 'replays']);
    for (const action of ['dynamodb:PutItem', 'dynamodb:DeleteItem']) expect(whoMay(action)).toEqual(['replays']);
  });
});
