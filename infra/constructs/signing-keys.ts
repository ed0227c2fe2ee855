/**
 * The public keys that CloudFront trusts for image URLs. Each is a stack parameter, so that neither synthesis nor the
 * template needs a key. A key is replaced by adding a name to the deployment's `signingKeys`: both count until the old name goes.
 */
import { CfnParameter, Fn } from 'aws-cdk-lib';
import { KeyGroup, PublicKey } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { formatSigningParameter } from '../config/signing-parameter.ts';

export class SigningKeys extends Construct {
  readonly group: KeyGroup;
  /** By name of the key. */
  readonly keyPairIds: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, names: readonly string[]) {
    super(scope, id);
    const keys = names.map((name) => ({ name, key: createKey(this, name) }));
    this.group = new KeyGroup(this, 'Group', { items: keys.map(({ key }) => key) });
    this.keyPairIds = Object.fromEntries(keys.map(({ name, key }) => [name, key.publicKeyId]));
  }
}

function createKey(scope: Construct, name: string): PublicKey {
  const parameter = new CfnParameter(scope, `Parameter${name}`, {
    type: 'String',
    description: `Public half of signing key ${name}: the base64 lines of its PEM, joined by commas (npm run keys).`,
    allowedPattern: '^[A-Za-z0-9+/=]+(,[A-Za-z0-9+/=]+)*$',
    constraintDescription: 'must be what `npm run keys -- create` printed',
  });
  parameter.overrideLogicalId(formatSigningParameter(name));
  const body = Fn.join('\n', Fn.split(',', parameter.valueAsString));
  // CloudFront wants the newline at the end; a parameter would lose it, and every other newline in a console's field.
  const encodedKey = Fn.join('', ['-----BEGIN PUBLIC KEY-----\n', body, '\n-----END PUBLIC KEY-----\n']);
  return new PublicKey(scope, `Key${name}`, { encodedKey });
}
