/** A secret that edge functions read: of edge/config.ts, `TokenSecret` or `ImageSecret`. Made empty; `npm run keys -- install` fills it. */
import { Aws, Fn, Validations } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

export interface EdgeSecretProps {
  readonly deployment: string;
  /** Its last part. */
  readonly name: string;
  readonly description: string;
  readonly replicaRegions: readonly string[];
}

export class EdgeSecretStore extends Construct {
  readonly secret: Secret;
  /** Its name, the same in every region. */
  readonly id: string;
  /** Of the secret and each of its replicas: they differ in nothing but the region. */
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, { deployment, name, description, replicaRegions }: EdgeSecretProps) {
    super(scope, id);
    this.id = `edgeshot/${deployment}/${name}`;
    this.secret = new Secret(this, 'Secret', {
      secretName: this.id,
      description: `${description} Filled by \`npm run keys\`.`,
      replicaRegions: replicaRegions.map((region) => ({ region })),
    });
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'A key counts only once the other side knows its public half, so it is replaced by hand: docs/deploy.md.',
    });
    const resource = Fn.select(6, Fn.split(':', this.secret.secretArn));
    const replicas = replicaRegions.map((region) =>
      Fn.join(':', ['arn', Aws.PARTITION, 'secretsmanager', region, Aws.ACCOUNT_ID, 'secret', resource]),
    );
    this.arns = [this.secret.secretArn, ...replicas];
  }
}
