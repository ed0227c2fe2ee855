/** Who else may invoke the template's functions: its AWS::Lambda::Permission resources, as the policy of each function. */
import type { PolicyDocument, PolicyStatement } from '../iam/policy-document.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { parseFunctionName } from './functions.ts';
import { readText } from './read-property.ts';

/**
 * By the function's name.
 * @throws {TemplateError} when a permission lacks a property, or has one that is no text.
 */
export function toFunctionPolicies(resources: readonly ResolvedResource[]): ReadonlyMap<string, PolicyDocument> {
  const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  const permissions = resources.filter(({ type }) => type === 'AWS::Lambda::Permission');
  return new Map(
    functions.map(({ ref, attributes }) => {
      const own = permissions.filter((permission) => parseFunctionName(readText(permission, 'FunctionName')) === ref);
      const Statement = own.map((permission) => toStatement(permission, String(attributes.Arn)));
      return [ref, { Version: '2012-10-17', Statement }];
    }),
  );
}

/** As Lambda writes it (API reference, AddPermission). */
function toStatement(permission: ResolvedResource, functionArn: string): PolicyStatement {
  const principal = readText(permission, 'Principal');
  const { SourceArn, SourceAccount } = permission.properties;
  return {
    Sid: permission.logicalId,
    Effect: 'Allow',
    Principal: principal === '*' ? '*' : { [principal.includes('.') ? 'Service' : 'AWS']: principal },
    Action: readText(permission, 'Action'),
    Resource: functionArn,
    Condition: {
      ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': readText(permission, 'SourceArn') } }),
      ...(SourceAccount === undefined
        ? {}
        : { StringEquals: { 'aws:SourceAccount': readText(permission, 'SourceAccount') } }),
    },
  };
}
