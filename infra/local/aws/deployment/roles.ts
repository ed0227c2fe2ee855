/** The template's IAM roles as principals: their inline policies, those attached by AWS::IAM::Policy, and AWS's own. */
import type { IamPrincipal } from '../iam/credentials.ts';
import type { PolicyDocument, PolicyStatement } from '../iam/policy-document.ts';
import { isRecord } from '../is-record.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { readList, readTexts, wrong } from './read-property.ts';

/** AWS's own policies that a role may have here: they are about logs, which no local service takes. */
const LOGS_ONLY = new Set(['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole']);

/**
 * By the role's ARN.
 * @throws {TemplateError} when a role has a managed policy whose content is not known.
 */
export function toPrincipals(resources: readonly ResolvedResource[]): ReadonlyMap<string, IamPrincipal> {
  const policies = resources.filter(({ type }) => type === 'AWS::IAM::Policy' || type === 'AWS::IAM::ManagedPolicy');
  const roles = resources.filter(({ type }) => type === 'AWS::IAM::Role');
  return new Map(roles.map((role) => [String(role.attributes.Arn), toPrincipal(role, policies)]));
}

function toPrincipal(role: ResolvedResource, policies: readonly ResolvedResource[]): IamPrincipal {
  const managed = readTexts(role, 'ManagedPolicyArns');
  const unknownArn = managed.find((arn) => !LOGS_ONLY.has(arn) && !policies.some(({ ref }) => ref === arn));
  if (unknownArn) {
    throw wrong(role, 'ManagedPolicyArns', `names ${unknownArn}, whose content the local run does not know`);
  }
  const inline = readList(role, 'Policies').map((policy) => (isRecord(policy) ? policy.PolicyDocument : undefined));
  const attached = policies
    .filter((policy) => readTexts(policy, 'Roles').includes(role.ref) || managed.includes(policy.ref))
    .map(({ properties }) => properties.PolicyDocument);
  return {
    kind: 'role',
    name: String(role.attributes.Arn),
    policies: [...inline, ...attached].map((document) => parsePolicy(role, document)),
  };
}

/**
 * IAM takes a lone statement for a list of one.
 * @throws {TemplateError} when the document has no statements, or one without an effect or an action.
 */
export function parsePolicy(owner: ResolvedResource, value: unknown): PolicyDocument {
  const statements = isRecord(value) ? [value.Statement ?? []].flat() : [];
  if (statements.length === 0) throw wrong(owner, 'PolicyDocument', 'has no statements');
  if (!statements.every(isStatement)) {
    throw wrong(owner, 'PolicyDocument', 'has a statement without an effect or an action');
  }
  return { Version: '2012-10-17', Statement: statements };
}

function isStatement(value: unknown): value is PolicyStatement {
  if (!isRecord(value) || (value.Effect !== 'Allow' && value.Effect !== 'Deny')) return false;
  return value.Action !== undefined || value.NotAction !== undefined;
}
