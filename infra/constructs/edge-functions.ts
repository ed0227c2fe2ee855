/**
 * The Lambda@Edge functions: each with a role of its own that allows just what it does. Lambda@Edge takes no environment
 * variables, no layers and no arm64, and runs numbered versions only. CloudFront's replicas outlive a stack by hours,
 * so functions and versions are kept when the stack goes (docs/deploy.md, "Tearing down").
 */
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { CompositePrincipal, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, type IVersion, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { EdgeConfig } from '../../edge/config.ts';
import { ALBUM_INDEX } from '../../origin/album-index.ts';
import { JOB_FILES_PREFIX } from '../../origin/job-file.ts';
import { JOB_INDEXES } from '../../origin/job-records.ts';
import { formatWordPartition } from '../../origin/job-words.ts';
import { NOTES_PREFIX, PHOTO_NOTES_PARTITION } from '../../origin/notes.ts';
import { PEOPLE } from '../../origin/people.ts';
import { MOVES_PREFIX } from '../../origin/photo-move.ts';
import { formatJobKey } from '../../origin/record-key.ts';
import type { EdgeFunctionName } from '../build/build-artifacts.ts';
import { hashSource } from '../build/code-cache.ts';
import { ofJobs, ofRows, readSecret, reportUnsent, writeLogs } from './edge-statements.ts';
import type { Records } from './records.ts';
import { useKey } from './uploads-key.ts';

/** A whole core: the cold start is the latency (Lambda@Edge has no provisioned concurrency). */
const MEMORY_MIB = 1769;
/** Below CloudFront's 30 s for origin events: a phone gives up sooner. */
const TIMEOUT_SECONDS = 10;

export interface EdgeFunctionsProps {
  readonly code: Readonly<Record<EdgeFunctionName, string>>;
  readonly formResponse: string;
  readonly uploads: IBucket;
  readonly records: Records;
  readonly tokenSecretArns: readonly string[];
  readonly imageSecretArns: readonly string[];
  readonly linkSecretArns: readonly string[];
  readonly delivery: EdgeConfig['delivery'];
  readonly malwareScan: boolean;
}

export class EdgeFunctions extends Construct {
  readonly versions: Readonly<Record<EdgeFunctionName, IVersion>>;

  /** Makes a page of what S3 refuses of a form without script; it asks nobody anything. */
  readonly formResponse: IVersion;

  constructor(scope: Construct, id: string, { code, formResponse, ...resources }: EdgeFunctionsProps) {
    super(scope, id);
    const create = (name: string, directory: string, statements: PolicyStatement[]) =>
      createEdgeFunction(this, name, { code: directory, statements: [reportUnsent(), ...statements] });
    this.versions = {
      'upload-url': create('UploadUrl', code['upload-url'], allowUploadUrl(resources)),
      photos: create('Photos', code.photos, allowPhotos(resources)),
      jobs: create('Jobs', code.jobs, allowJobs(resources)),
      links: create('Links', code.links, allowLinks(resources)),
    };
    this.formResponse = createEdgeFunction(this, 'FormResponse', {
      code: formResponse,
      statements: [],
      memoryMib: 128,
    });
  }
}

type Resources = Omit<EdgeFunctionsProps, 'code' | 'formResponse'>;

export interface EdgeFunctionParts {
  readonly code: string;
  readonly statements: readonly PolicyStatement[];
  readonly memoryMib?: number;
}

/** A function with a role of its own. */
export function createEdgeFunction(scope: Construct, id: string, parts: EdgeFunctionParts): IVersion {
  const { code, statements, memoryMib = MEMORY_MIB } = parts;
  const role = new Role(scope, `${id}Role`, {
    assumedBy: new CompositePrincipal(
      new ServicePrincipal('lambda.amazonaws.com'),
      new ServicePrincipal('edgelambda.amazonaws.com'),
    ),
    inlinePolicies: {
      edge: new PolicyDocument({ statements: [writeLogs(scope, id), ...statements] }),
    },
  });
  const edgeFunction = new LambdaFunction(scope, id, {
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.X86_64,
    handler: 'index.handler',
    code: Code.fromAsset(code, { assetHash: hashSource(code) }),
    memorySize: memoryMib,
    timeout: Duration.seconds(TIMEOUT_SECONDS),
    role,
    currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
  });
  edgeFunction.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return edgeFunction.currentVersion as IVersion;
}

function allowUploadUrl({ uploads, records, tokenSecretArns }: Resources): PolicyStatement[] {
  return [
    readSecret('ReadTokenKeys', tokenSecretArns),
    new PolicyStatement({
      sid: 'SignUploads',
      actions: ['s3:PutObject', 's3:PutObjectTagging'],
      resources: [uploads.arnForObjects('jobs/*')],
    }),
    ...useKey(uploads, 'write'),
    ofJobs(records.table.tableArn, 'ReadJobsAndAnnouncePhotos', [
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:ConditionCheckItem',
    ]),
    ofJobs(records.audit.tableArn, 'AppendToAuditLog', ['dynamodb:PartiQLInsert']),
  ];
}

function allowPhotos({ uploads, records, delivery, ...resources }: Resources): PolicyStatement[] {
  const { tokenSecretArns, imageSecretArns, malwareScan } = resources;
  // Whoever writes tags writes them all, also those that GuardDuty wrote.
  const scanTags = malwareScan ? ['s3:GetObjectTagging'] : [];
  const images = ['jobs/*', 'thumbs/*'].map((pattern) => uploads.arnForObjects(pattern));
  return [
    readSecret('ReadTokenKeys', tokenSecretArns),
    // Presigned GETs are signed by the function's own keys.
    ...(delivery === 'cloudfront' ? [readSecret('ReadImageKey', imageSecretArns)] : []),
    new PolicyStatement({
      sid: 'FindDeleteMarkers',
      actions: ['s3:ListBucketVersions'],
      resources: [uploads.bucketArn],
      conditions: { StringLike: { 's3:prefix': ['jobs/*', 'thumbs/*', `${NOTES_PREFIX}*`] } },
    }),
    new PolicyStatement({
      sid: 'EditDeleteAndRestore',
      actions: [...scanTags, 's3:PutObjectTagging', 's3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: images,
    }),
    // The table has them: their file outlives it, and goes and comes with the photo.
    new PolicyStatement({
      sid: 'KeepNotes',
      actions: ['s3:PutObject', 's3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: [uploads.arnForObjects(`${NOTES_PREFIX}*`)],
    }),
    // What it says there tells the pipeline to bring the files: the edge reads and writes none.
    new PolicyStatement({
      sid: 'TellOfMoves',
      actions: ['s3:PutObject'],
      resources: [uploads.arnForObjects(`${MOVES_PREFIX}*`)],
    }),
    ...(delivery === 's3'
      ? [new PolicyStatement({ sid: 'SignReads', actions: ['s3:GetObject'], resources: images })]
      : []),
    ...useKey(uploads, 'write', ...(delivery === 's3' ? (['read'] as const) : [])),
    ...allowEditingRecords(records),
  ];
}

function allowEditingRecords({ table, audit }: Resources['records']): PolicyStatement[] {
  return [
    // One transaction may hold rows of a job and the notes on its photo.
    ofRows(table.tableArn, 'ReadAndEditRecords', {
      actions: [
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
        'dynamodb:PartiQLUpdate',
        'dynamodb:PartiQLInsert',
      ],
      keys: [`${formatJobKey('').pk}*`, `${PHOTO_NOTES_PARTITION}*`],
    }),
    ofJobs(`${table.tableArn}/index/${ALBUM_INDEX}`, 'ReadAlbums', ['dynamodb:Query']),
    ofJobs(audit.tableArn, 'AppendToAndReadAuditLog', ['dynamodb:PartiQLInsert', 'dynamodb:Query']),
  ];
}

/** The covers of the first jobs of a list are signed as an album's images are. */
function allowJobs({ uploads, records, tokenSecretArns, imageSecretArns, delivery }: Resources): PolicyStatement[] {
  return [
    readSecret('ReadTokenKeys', tokenSecretArns),
    delivery === 'cloudfront'
      ? readSecret('ReadImageKey', imageSecretArns)
      : new PolicyStatement({
          sid: 'SignCovers',
          actions: ['s3:GetObject'],
          resources: [uploads.arnForObjects('thumbs/*')],
        }),
    new PolicyStatement({
      sid: 'ListJobs',
      actions: ['dynamodb:Query'],
      resources: Object.keys(JOB_INDEXES).map((index) => `${records.table.tableArn}/index/${index}`),
    }),
    ofRows(records.table.tableArn, 'SearchWords', {
      actions: ['dynamodb:Query'],
      keys: [`${formatWordPartition('')}*`],
    }),
    ofRows(records.table.tableArn, 'ReadPeople', { actions: ['dynamodb:Query'], keys: [PEOPLE] }),
    ofJobs(records.table.tableArn, 'ReadJobs', ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']),
    ...allowWritingJobs({ uploads, records }),
  ];
}

/** What a dispatcher makes and changes of jobs. The row itself by PartiQL, for its audit entry is written with it. */
export function allowWritingJobs({ uploads, records }: Pick<Resources, 'uploads' | 'records'>): PolicyStatement[] {
  return [
    ofJobs(records.table.tableArn, 'WriteJobs', ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate']),
    // One batch may hold rows of members, of words, or of the directory.
    ofRows(records.table.tableArn, 'WriteMembersAndWords', {
      actions: ['dynamodb:BatchWriteItem'],
      keys: [`${formatJobKey('').pk}*`, `${formatWordPartition('')}*`, PEOPLE],
    }),
    ofJobs(records.audit.tableArn, 'AppendToAuditLog', ['dynamodb:PartiQLInsert']),
    new PolicyStatement({
      sid: 'KeepCopiesOfJobs',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [uploads.arnForObjects(`${JOB_FILES_PREFIX}*`)],
    }),
    ...useKey(uploads, 'read', 'write'),
  ];
}

/** Rows by PartiQL, for their audit entries are written with them; no other row of a job than its links is ever written here. */
function allowLinks({ records, tokenSecretArns, linkSecretArns }: Resources): PolicyStatement[] {
  return [
    readSecret('ReadTokenKeys', tokenSecretArns),
    readSecret('ReadLinkKey', linkSecretArns),
    ofJobs(records.table.tableArn, 'KeepLinks', [
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
    ]),
    ofJobs(records.audit.tableArn, 'AppendToAuditLog', ['dynamodb:PartiQLInsert']),
  ];
}
