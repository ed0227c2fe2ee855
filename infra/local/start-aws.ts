/** Runs this project's template: with the keys of the data folder, whose public halves its edge and its distribution trust. */

import { DEPLOYMENTS } from '../config/deployments.ts';
import { composeImageSecret, composeLinkSecret, composeTokenSecret, toPublicLinkKey } from '../config/edge-secret.ts';
import { formatSigningParameter, toSigningParameterValue } from '../config/signing-parameter.ts';
import { type RunningTemplate, runTemplate, type StackFacts } from './aws/run-template.ts';
import type { DataFolder } from './data-folder.ts';
import type { RunStripe } from './open-stripe.ts';
import { readOutput } from './read-output.ts';
import { type RunKeys, toPublicJwks } from './run-keys.ts';
import type { Ports } from './tcp-ports.ts';

export interface StartAwsOptions {
  readonly folder: Pick<DataFolder, 'assembly' | 'aws'>;
  readonly keys: RunKeys;
  readonly ports: Ports;
  /** Of the functions of bookings; null: this run takes no payments. */
  readonly stripe: Pick<RunStripe, 'secret' | 'evidenceSecret'> | null;
  readonly log: (source: string, line: string) => void;
}

/** A made-up account: the one of AWS's own examples. */
const ACCOUNT_ID = '123456789012';

/**
 * @throws {TemplateError} when the template holds what is not known.
 * @throws {RunError} when it lacks what the run needs of it.
 */
export function startAws({ folder, keys, ports, stripe, log }: StartAwsOptions): Promise<RunningTemplate> {
  const signingKey = toSigningParameterValue(keys.cloudfront.publicKey);
  const parameters = DEPLOYMENTS.local.signingKeys.map((name) => [formatSigningParameter(name), signingKey]);
  return runTemplate({
    assembly: folder.assembly,
    dataDir: folder.aws,
    parameters: Object.fromEntries(parameters),
    secrets: (stack) => ({
      [readOutput(stack, 'SecretId')]: formatTokenSecret(keys),
      [readOutput(stack, 'ImageSecretId')]: formatImageSecret(stack, keys),
      [readOutput(stack, 'LinkSecretId')]: JSON.stringify(composeLinkSecret(keys.link)),
      ...(stripe === null ? {} : formatStripeSecrets(stack, stripe)),
    }),
    ports: { s3: ports.s3, sqs: ports.sqs, dynamodb: ports.dynamodb, secretsManager: ports.secrets },
    account: { id: ACCOUNT_ID, salt: keys.salt, root: keys.root },
    log,
  });
}

function formatStripeSecrets(stack: StackFacts, { secret, evidenceSecret }: NonNullable<StartAwsOptions['stripe']>) {
  return {
    [readOutput(stack, 'StripeSecretId')]: secret,
    [readOutput(stack, 'StripeEvidenceSecretId')]: evidenceSecret,
  };
}

function formatTokenSecret(keys: RunKeys): string {
  return JSON.stringify(composeTokenSecret({ jwks: toPublicJwks(keys), linkKeys: [toPublicLinkKey(keys.link)] }));
}

function formatImageSecret({ resources }: StackFacts, keys: RunKeys): string {
  const publicKey = resources.find(({ type }) => type === 'AWS::CloudFront::PublicKey');
  return JSON.stringify(composeImageSecret(publicKey?.ref ?? '', keys.cloudfront.privateKey));
}
