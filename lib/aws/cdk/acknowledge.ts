import { Stack, Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Says why a policy below `scope` names these resources with a wildcard: to whoever reads the code, and to cdk-nag, which
 * asks for a reason for each.
 */
export function acknowledgeWildcards(scope: Construct, resources: readonly string[], reason: string): void {
  const stack = Stack.of(scope);
  for (const resource of resources)
    Validations.of(scope).acknowledge({
      id: `AwsSolutions-IAM5[Resource::${readable(stack.resolve(resource))}]`,
      reason,
    });
}

/** A resolved value as cdk-nag spells it in the names of findings. */
function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[key, operand] = ['', undefined], ...more] = Object.entries(value as object);
  if (more.length === 0 && key === 'Ref') return `<${operand}>`;
  if (more.length === 0 && key === 'Fn::GetAtt') return `<${(operand as string[]).join('.')}>`;
  if (more.length === 0 && key === 'Fn::Join') return (operand as [string, unknown[]])[1].map(readable).join('');
  return JSON.stringify(value);
}
