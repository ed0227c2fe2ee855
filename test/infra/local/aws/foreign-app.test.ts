/** A small app that has nothing to do with this project, run as its own author would: by the door alone. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { App, CfnOutput, CfnParameter, CfnResource, Stack } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningTemplate, runTemplate } from '../../../../infra/local/aws/run-template.ts';

/** Lambda@Edge, at origin-request: an old address leads to the page. */
const MOVE = `exports.handler = async (event) => {
  const { request } = event.Records[0].cf;
  if (request.uri === '/old') request.uri = '/index.html';
  return request;
};`;

/** CloudFront Function, at viewer-response: a header on whatever is served. */
const STAMP = `function handler(event) {
  var response = event.response;
  response.headers['x-stamp'] = { value: event.request.uri };
  return response;
}`;

let folder: string;
let count = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgeshot-foreign-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('runTemplate, with a small foreign app', () => {
  let assembly: string;
  let dataDir: string;
  const log: string[] = [];

  beforeAll(async () => {
    dataDir = join(folder, 'data');
    assembly = synthesizeApp();
    await using run = await start();
    await putPage(run, '<h1>Hello</h1>');
    expect(run.distributions.map(({ logicalId }) => logicalId)).toEqual(['Cdn']);
  });

  const start = () =>
    runTemplate({
      assembly,
      dataDir,
      parameters: { Greeting: 'hi' },
      log: (source, line) => void log.push(`${source} ${line}`),
    });

  it('serves an object of the bucket through CloudFront, also after a restart, with what its functions do to it', async () => {
    await using run = await start();
    const root = await get(run, '/');
    expect(root).toMatchObject({ status: 200, text: '<h1>Hello</h1>', type: 'text/html', stamp: '/index.html' });
    expect(await get(run, '/old')).toMatchObject({ status: 200, text: '<h1>Hello</h1>', stamp: '/old' });
    expect(await get(run, '/none')).toMatchObject({ status: 403, stamp: null });
    expect(log.join('\n')).toContain('cloudfront GET /old 200');
  });

  it('lets nobody but the distribution read the bucket', async () => {
    await using run = await start();
    expect((await fetch(`${run.endpoints.s3}/${run.outputs.BucketName}/index.html`)).status).toBe(403);
  });

  it('keeps a response in the cache until it is invalidated', async () => {
    await using run = await start();
    await get(run, '/');
    await putPage(run, '<h1>Changed</h1>');
    expect(await get(run, '/')).toMatchObject({ text: '<h1>Hello</h1>' });
    run.distributions[0]?.invalidate();
    expect(await get(run, '/')).toMatchObject({ text: '<h1>Changed</h1>' });
  });

  it('tells outputs, the names of resources, and what it leaves out', async () => {
    await using run = await start();
    expect(run.outputs).toMatchObject({ Said: 'hi' });
    expect(run.resources).toContainEqual(
      expect.objectContaining({ logicalId: 'Files', type: 'AWS::S3::Bucket', ref: run.outputs.BucketName }),
    );
    expect(run.region).toBe('us-east-1');
    expect(run.leftOut).toEqual([]);
  });
});

describe('runTemplate refuses what it does not know by its logical id', () => {
  it.each<[string, string, Extend]>([
    ['a type', 'Search', ({ stack }) => void addResource(stack, 'Search')],
    [
      'a property of a bucket',
      'Files.Properties.WebsiteConfiguration',
      ({ files }) => files.addPropertyOverride('WebsiteConfiguration.IndexDocument', 'index.html'),
    ],
    [
      'a property deep in a distribution',
      'Cdn.Properties.DistributionConfig.DefaultCacheBehavior.GrpcConfig',
      ({ cdn }) => cdn.addPropertyOverride('DistributionConfig.DefaultCacheBehavior.GrpcConfig.Enabled', true),
    ],
    [
      'a property of an access control',
      'Access.Properties.OriginAccessControlConfig.Odd',
      ({ access }) => access.addPropertyOverride('OriginAccessControlConfig.Odd', 1),
    ],
    [
      'a function with the key-value store of another stack',
      'Stamp.Properties.FunctionConfig.KeyValueStoreAssociations[0].KeyValueStoreARN',
      ({ stamp }) =>
        stamp.addPropertyOverride('FunctionConfig.KeyValueStoreAssociations', [{ KeyValueStoreARN: 'arn' }]),
    ],
    [
      'an intrinsic function',
      'Files.Properties.BucketName',
      ({ files }) => files.addPropertyOverride('BucketName', { 'Fn::Cidr': [] }),
    ],
  ])('%s: %s', async (_case, place, extend) => {
    const assembly = synthesizeApp(extend);
    const refused = runTemplate({ assembly, dataDir: join(folder, 'refused'), parameters: { Greeting: 'hi' } });
    await expect(refused).rejects.toMatchObject({ name: 'TemplateError', place });
  });

  it('a parameter that the template does not have', async () => {
    const parameters = { Greeting: 'hi', Farewell: 'bye' };
    const refused = runTemplate({ assembly: synthesizeApp(), dataDir: join(folder, 'refused'), parameters });
    await expect(refused).rejects.toMatchObject({ place: 'Farewell' });
  });

  it('and leaves nothing running: the same ports can be had at once', async () => {
    const extend: Extend = ({ cdn }) => cdn.addPropertyOverride('DistributionConfig.WebACLId', 'arn');
    const options = { dataDir: join(folder, 'again'), parameters: { Greeting: 'hi' } };
    const { endpoints, close } = await runTemplate({ ...options, assembly: synthesizeApp() });
    await close();
    const ports = { s3: portOf(endpoints.s3), sqs: portOf(endpoints.sqs), dynamodb: portOf(endpoints.dynamodb) };
    const refused = runTemplate({ ...options, ports, assembly: synthesizeApp(extend) });
    await expect(refused).rejects.toMatchObject({ place: 'Cdn.Properties.DistributionConfig.WebACLId' });
    await using run = await runTemplate({ ...options, ports, assembly: synthesizeApp() });
    expect(run.endpoints).toMatchObject({ s3: endpoints.s3, sqs: endpoints.sqs, dynamodb: endpoints.dynamodb });
  });

  it('unless the caller says that it stands for it', async () => {
    await using run = await runTemplate({
      assembly: synthesizeApp(({ stack }) => void addResource(stack, 'Search')),
      dataDir: join(folder, 'left-out'),
      parameters: { Greeting: 'hi' },
      leaveOut: { 'AWS::OpenSearchService::Domain': 'the test has none' },
    });
    const search = { logicalId: 'Search', type: 'AWS::OpenSearchService::Domain', reason: 'the test has none' };
    expect(run.leftOut).toEqual([search]);
  });
});

interface ForeignApp {
  readonly stack: Stack;
  readonly files: CfnResource;
  readonly cdn: CfnResource;
  readonly access: CfnResource;
  readonly stamp: CfnResource;
}

type Extend = (app: ForeignApp) => void;

/** As `cdk synth` would, into a folder of its own. The stack names no region, as `cdk init` leaves it. */
function synthesizeApp(extend: Extend = () => undefined): string {
  count += 1;
  const outdir = join(folder, `cdk.out-${count}`);
  const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'Foreign');
  const greeting = new CfnParameter(stack, 'Greeting');
  const bucket = new s3.Bucket(stack, 'Bucket', { enforceSSL: true, versioned: true });
  const access = new cloudfront.S3OriginAccessControl(stack, 'AccessControl');
  const stamp = new cloudfront.Function(stack, 'StampFunction', {
    code: cloudfront.FunctionCode.fromInline(STAMP),
    runtime: cloudfront.FunctionRuntime.JS_2_0,
  });
  const cdn = createDistribution(stack, { bucket, access, stamp });
  new CfnOutput(stack, 'BucketName', { value: bucket.bucketName });
  new CfnOutput(stack, 'Said', { value: greeting.valueAsString });
  extend({
    stack,
    files: toNamed(bucket, 'Files'),
    cdn: toNamed(cdn, 'Cdn'),
    access: toNamed(access, 'Access'),
    stamp: toNamed(stamp, 'Stamp'),
  });
  app.synth();
  return outdir;
}

interface DistributionParts {
  readonly bucket: s3.Bucket;
  readonly access: cloudfront.S3OriginAccessControl;
  readonly stamp: cloudfront.Function;
}

function createDistribution(stack: Stack, { bucket, access, stamp }: DistributionParts): cloudfront.Distribution {
  const move = new lambda.Function(stack, 'Move', {
    runtime: lambda.Runtime.NODEJS_LATEST,
    handler: 'index.handler',
    code: lambda.Code.fromInline(MOVE),
  });
  const origin = origins.S3BucketOrigin.withOriginAccessControl(bucket as s3.IBucket, { originAccessControl: access });
  return new cloudfront.Distribution(stack, 'Distribution', {
    comment: 'A small foreign app',
    defaultRootObject: 'index.html',
    defaultBehavior: {
      origin,
      viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      functionAssociations: [{ function: stamp, eventType: cloudfront.FunctionEventType.VIEWER_RESPONSE }],
      edgeLambdas: [
        {
          functionVersion: move.currentVersion as lambda.IVersion,
          eventType: cloudfront.LambdaEdgeEventType.ORIGIN_REQUEST,
        },
      ],
    },
  });
}

function toNamed({ node }: { readonly node: { readonly defaultChild?: unknown } }, logicalId: string): CfnResource {
  const resource = node.defaultChild as CfnResource;
  resource.overrideLogicalId(logicalId);
  return resource;
}

function addResource(stack: Stack, logicalId: string): void {
  new CfnResource(stack, logicalId, { type: 'AWS::OpenSearchService::Domain' }).overrideLogicalId(logicalId);
}

async function putPage({ endpoints, region, account, outputs }: RunningTemplate, html: string): Promise<void> {
  const s3 = new S3Client({ endpoint: endpoints.s3, region, forcePathStyle: true, credentials: account.root });
  const Bucket = String(outputs.BucketName);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'index.html', Body: html, ContentType: 'text/html' }));
  s3.destroy();
}

async function get({ distributions }: RunningTemplate, path: string) {
  const response = await fetch(`${distributions[0]?.url}${path}`);
  const { status, headers } = response;
  return { status, text: await response.text(), type: headers.get('content-type'), stamp: headers.get('x-stamp') };
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
