/**
 * The public keys that CloudFront trusts for image URLs. Each is a stack parameter, so that neither synthesis nor the
 * template needs a key. A key is replaced by adding a name to the stage's `signingKeys`: both count until the old name goes.
 */
import { CfnParameter, Fn } from 'aws-cdk-lib';
import { KeyGroup, PublicKey } from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';

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

/** The parameter that takes the key of that name. */
export function formatSigningParameter(name: string): string {
  return `SigningPublicKey${name}`;
}

/** Makes the parameter's value of a public key in PEM (SPKI): the lines between its armour, joined by commas. */
export function toSigningParameterValue(pem: string): string {
  const lines = pem.trim().split(/\r?\n/);
  if (lines[0] !== '-----BEGIN PUBLIC KEY-----' || lines.at(-1) !== '-----END PUBLIC KEY-----')
    throw new TypeError('not a public key in PEM (SPKI)');
  return lines.slice(1, -1).join(',');
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
