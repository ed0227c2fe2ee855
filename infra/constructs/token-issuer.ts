/** Who may sign in: a Cognito user pool with a public client (code flow, PKCE), or an external issuer. */
import { Aws, Duration, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolGroup,
  FeaturePlan,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { TokenConfig } from '../../edge/config.ts';
import { ROLES } from '../../edge/core/principal.ts';
import { type DeploymentConfig, type IssuerIdentity, REGION, type TokenSettings } from '../config/deployments.ts';
import { KEPT } from './kept.ts';
import { createLoggingRole } from './logging-role.ts';

/** What the edge and the dashboard need to know of the issuer. */
export interface TokenIssuer {
  readonly token: TokenConfig;
  readonly clientId: string;
  /** What the dashboard talks to when it signs in. */
  readonly origins: readonly string[];
}

export interface UserPoolIssuerProps {
  readonly deployment: string;
  /** Origin of the dashboard, where a sign-in ends. */
  readonly siteOrigin: string;
  readonly settings: TokenSettings;
  /** Folder of the function that names people in tokens. */
  readonly nameTokens: string;
  readonly logGroup: LogGroup;
  readonly config: Pick<DeploymentConfig, 'deletionProtection' | 'mfa'>;
}

export class UserPoolIssuer extends Construct implements TokenIssuer {
  readonly token: TokenConfig;
  readonly clientId: string;
  readonly origins: readonly string[];
  readonly pool: UserPool;

  constructor(
    scope: Construct,
    id: string,
    { deployment, siteOrigin, settings, config, ...names }: UserPoolIssuerProps,
  ) {
    super(scope, id);
    this.pool = createPool(this, config);
    acknowledgePool(this.pool);
    this.pool.addTrigger(
      UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG,
      createNameTokens(this, names),
      LambdaVersion.V2_0,
    );
    for (const groupName of ROLES)
      new CfnUserPoolGroup(this, `Group${groupName}`, { userPoolId: this.pool.userPoolId, groupName });
    const client = createClient(this.pool, siteOrigin, settings.scopes);
    const prefix = `edgeshot-${deployment}-${Aws.ACCOUNT_ID}`;
    this.pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: prefix },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    // The newer sign-in pages show nothing but an error until they are given a style, be it the default one.
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    const pools = `https://cognito-idp.${REGION}.amazonaws.com`;
    const issuer = `${pools}/${this.pool.userPoolId}`;
    this.clientId = client.userPoolClientId;
    this.origins = [pools, `https://${prefix}.auth.${REGION}.amazoncognito.com`];
    this.token = toTokenConfig(settings, {
      issuer,
      audience: null,
      client_id: this.clientId,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
    });
  }
}

/** Reads the deployment's settings of an external issuer. */
export function toExternalIssuer(identity: IssuerIdentity, settings: TokenSettings): TokenIssuer {
  const { issuer, audience, clientId, jwksUri, authorizeOrigin } = identity;
  return {
    clientId,
    origins: [new URL(issuer).origin, ...(authorizeOrigin === null ? [] : [authorizeOrigin])],
    token: toTokenConfig(settings, {
      issuer,
      audience,
      client_id: audience === null ? clientId : null,
      jwks_uri: jwksUri,
    }),
  };
}

function toTokenConfig(
  settings: TokenSettings,
  issuer: Pick<TokenConfig, 'issuer' | 'audience' | 'client_id' | 'jwks_uri'>,
): TokenConfig {
  return {
    ...issuer,
    algorithms: settings.algorithms,
    max_age_seconds: settings.maxAgeSeconds,
    roles_claim: settings.rolesClaim,
    jobs_claim: settings.jobsClaim,
    name_claim: settings.nameClaim,
  };
}

function createPool(scope: Construct, { deletionProtection, mfa }: UserPoolIssuerProps['config']): UserPool {
  return new UserPool(scope, 'Pool', {
    // Only from Essentials on does Cognito let a trigger change the access token (docs/decisions/0043-names-in-tokens.md).
    featurePlan: FeaturePlan.ESSENTIALS,
    selfSignUpEnabled: false,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    standardAttributes: { email: { required: true, mutable: true }, fullname: { required: false, mutable: true } },
    mfa: mfa === 'required' ? Mfa.REQUIRED : Mfa.OPTIONAL,
    mfaSecondFactor: { otp: true, sms: false },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    passwordPolicy: { minLength: 12, tempPasswordValidity: Duration.days(7) },
    deletionProtection,
    removalPolicy: KEPT,
  });
}

function acknowledgePool(pool: UserPool): void {
  Validations.of(pool).acknowledge(
    {
      id: 'AwsSolutions-COG1',
      reason:
        'Twelve characters, of any kind: length counts and rules of composition do not (NIST SP 800-63B, 5.1.1.2).',
    },
    { id: 'AwsSolutions-COG2', reason: 'A second factor is offered; `mfa` asks for it of everybody.' },
    {
      id: 'AwsSolutions-COG8',
      reason:
        'Plus adds threat protection for a third more a person: docs/decisions/0043-names-in-tokens.md has the prices.',
    },
  );
}

/** Without it nobody has a name: the username of who signs in by e-mail is a UUID. */
function createNameTokens(
  scope: Construct,
  { nameTokens, logGroup }: Pick<UserPoolIssuerProps, 'nameTokens' | 'logGroup'>,
): LambdaFunction {
  return new LambdaFunction(scope, 'NameTokens', {
    description: "Puts a person's name into their tokens.",
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.X86_64,
    handler: 'index.handler',
    code: Code.fromAsset(nameTokens),
    memorySize: 256,
    // Cognito gives up after five seconds.
    timeout: Duration.seconds(5),
    role: createLoggingRole(scope, 'NameTokens', logGroup),
    logGroup,
  });
}

function createClient(pool: UserPool, siteOrigin: string, scopes: readonly string[]): UserPoolClient {
  return pool.addClient('Client', {
    generateSecret: false,
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: Duration.hours(1),
    idTokenValidity: Duration.hours(1),
    // A crew signs in once a month, not on the roadside.
    refreshTokenValidity: Duration.days(30),
    // Each is good once (RFC 9700 section 2.2.2): a stolen one shows. The phone that lost an answer may ask again within the minute.
    refreshTokenRotationGracePeriod: Duration.seconds(60),
    // Named, because Cognito's own choice has REFRESH_TOKEN_AUTH among them, which goes round the rotation.
    authFlows: { userSrp: true },
    oAuth: {
      flows: { authorizationCodeGrant: true, implicitCodeGrant: false },
      scopes: scopes.map((name) => OAuthScope.custom(name)),
      callbackUrls: [`${siteOrigin}/`],
      logoutUrls: [`${siteOrigin}/`],
    },
  });
}
