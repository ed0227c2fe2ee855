/**
 * What AWS refuses at deployment and a local process would let pass: functions whose role Lambda may not take on, and
 * what Lambda@Edge does not support (CloudFront Developer Guide, "Restrictions on Lambda@Edge").
 */
import { isRecord } from '../is-record.ts';
import type { ResolvedResource } from '../template/resolve-stack.ts';
import { parseFunctionName } from './functions.ts';
import { readNumber, readObject, readText, readTexts, wrong } from './read-property.ts';

const MAX_TIMEOUT_SECONDS = 30;
const REGION = 'us-east-1';

/** @throws {TemplateError} when a deployment would fail on a property: the first one. */
export function checkFunctions(resources: readonly ResolvedResource[], region: string): void {
  const atEdge = new Set(listEdgeFunctions(resources));
  const functions = resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  for (const each of functions) {
    checkTrust(each, 'lambda.amazonaws.com', resources);
    if (atEdge.has(each.ref)) checkEdgeFunction(each, resources, region);
  }
}

/** Names of the functions that the distribution calls, each by a numbered version. */
function listEdgeFunctions(resources: readonly ResolvedResource[]): readonly string[] {
  const distributions = resources.filter(({ type }) => type === 'AWS::CloudFront::Distribution');
  return distributions.flatMap((distribution) =>
    listAssociations(distribution.properties).map((arn) => {
      if (/:function:[^:]+:\d+$/.test(arn)) return parseFunctionName(arn);
      throw wrong(distribution, 'DistributionConfig', `calls ${arn}, which is no numbered version of a function`);
    }),
  );
}

function listAssociations(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(listAssociations);
  if (!isRecord(value)) return [];
  const { LambdaFunctionARN, ...rest } = value;
  const within = Object.values(rest).flatMap(listAssociations);
  return LambdaFunctionARN === undefined ? within : [String(LambdaFunctionARN), ...within];
}

function checkEdgeFunction(each: ResolvedResource, resources: readonly ResolvedResource[], region: string): void {
  checkTrust(each, 'edgelambda.amazonaws.com', resources);
  if (region !== REGION) {
    throw wrong(each, 'Code', `stands in ${region}, and Lambda@Edge takes functions of ${REGION} alone`);
  }
  if (Object.keys(readObject(each, 'Environment')).length > 0) {
    throw wrong(each, 'Environment', 'is not supported by Lambda@Edge');
  }
  if (readTexts(each, 'Architectures').some((name) => name !== 'x86_64')) {
    throw wrong(each, 'Architectures', 'must be x86_64 for Lambda@Edge');
  }
  if (readNumber(each, 'Timeout', 3) > MAX_TIMEOUT_SECONDS) {
    throw wrong(each, 'Timeout', `must be at most ${MAX_TIMEOUT_SECONDS} for Lambda@Edge`);
  }
}

function checkTrust(each: ResolvedResource, service: string, resources: readonly ResolvedResource[]): void {
  const arn = readText(each, 'Role');
  const role = resources.find(({ type, attributes }) => type === 'AWS::IAM::Role' && attributes.Arn === arn);
  const { Statement } = role ? readObject(role, 'AssumeRolePolicyDocument') : {};
  const isTrusted = [Statement ?? []].flat().some((statement) => {
    const { Effect, Principal } = isRecord(statement) ? statement : {};
    const services = isRecord(Principal) ? [Principal.Service ?? []].flat() : [];
    return Effect === 'Allow' && services.includes(service);
  });
  if (!isTrusted) throw wrong(each, 'Role', `does not let ${service} take it on`);
}
