import { beforeAll, describe, expect, it, vi } from 'vitest';
import {
  listPolicyStatements,
  readTemplate,
  type Statement,
  type SynthesizedTemplate,
  toList,
  toText,
} from './read-template.ts';

let dev: SynthesizedTemplate;
let prod: SynthesizedTemplate;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  dev = readTemplate({ stage: 'dev', alarm_email: 'ops@example.com' });
  prod = readTemplate({ stage: 'prod', retain_closed_jobs_days: '730', malware_scan: 'true' });
});

/** Why a wildcard is there. `where`: logical id and Sid or action; `what`: the action or resource with the wildcard. */
const REASONS: readonly { readonly where: RegExp; readonly what: RegExp; readonly why: string }[] = [
  {
    where: /^(Edge\w+Role|Pipeline\w+|DeadLetters\w+|Retention\w+|UploadsScanRole\w+)\S*/,
    what: /UploadsBucket\w+ Arn\/(jobs|thumbs)\/\*$/,
    why: 'photos have keys that are not known beforehand; the prefix is the bound',
  },
  {
    where: /^UploadsScanRole\S* (KeepItsRule|LookAtItsRule)$/,
    what: /rule\/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3\*$/,
    why: 'GuardDuty names its rule itself, with that beginning',
  },
  {
    where: /^EdgeJobsRole\S* KeepCopiesOfJobs$/,
    what: /UploadsBucket\w+ Arn\/records\/jobs\/\*$/,
    why: 'jobs have ids that a client chooses; the prefix is the bound',
  },
  {
    where: /^(EdgePhotosRole\S* TellOfMoves|(Pipeline|DeadLetters)\w+ ReadAndKeepMoves)$/,
    what: /UploadsBucket\w+ Arn\/records\/moves\/\*$/,
    why: 'photos have ids that are not known beforehand; the prefix is the bound',
  },
  {
    where: /^(EdgePhotosRole\S* KeepNotes|Retention\w+ RemovePhotosForGood)$/,
    what: /UploadsBucket\w+ Arn\/records\/notes\/\*$/,
    why: 'notes lie under the ids of their photo or job, which are not known beforehand; the prefix is the bound',
  },
  {
    where: /^Edge\w+Role\S* WriteLogs/,
    what: /^arn:aws:logs:\*:AWS::AccountId:log-group:\/aws\/lambda\/us-east-1\.Edgeshot-\w+-Edge\w+\*$/,
    why: 'a replica logs in the region where it runs, under a name whose end CloudFormation draws by lot',
  },
  {
    where: /^Edge\w+Role\S* ReportUnsentPhotos$/,
    what: /^\*$/,
    why: 'PutMetricData knows no resources; its namespace is the bound',
  },
  {
    where: /^(Uploads|Site)BucketPolicy/,
    what: /(Uploads|Site)Bucket\w+ Arn\/\*$/,
    why: 'the distribution reads any object of the bucket; what a viewer may ask for is decided by the behaviours and by signatures',
  },
  {
    where: /^(AccessLogs|UploadsLogs)BucketPolicy/,
    what: /(AccessLogs|UploadsLogs)Bucket\w+ Arn\/\*$/,
    why: 'CloudFront and S3 name their log files themselves',
  },
];

describe('wildcards', () => {
  it.each(['dev', 'prod'])('of the deployment %s each have a written reason', (deployment) => {
    const template = deployment === 'dev' ? dev : prod;
    const unexplained = listWildcards(template).filter(
      ({ where, what }) => !REASONS.some((reason) => reason.where.test(where) && reason.what.test(what)),
    );
    expect(unexplained).toEqual([]);
  });

  it('have no reason that explains nothing', () => {
    const wildcards = [...listWildcards(dev), ...listWildcards(prod)];
    const idle = REASONS.filter(
      (reason) => !wildcards.some(({ where, what }) => reason.where.test(where) && reason.what.test(what)),
    );
    expect(idle).toEqual([]);
  });
});

/** Denials are meant to be wide, and are no permission. */
function listWildcards(template: SynthesizedTemplate) {
  return listPolicyStatements(template)
    .filter(([, { Effect }]) => Effect === 'Allow')
    .flatMap(([id, statement]) =>
      listWide(statement).map((what) => ({ where: `${id} ${statement.Sid ?? ''}`.trim(), what })),
    );
}

function listWide({ Action, Resource }: Statement): readonly string[] {
  return [...toList(Action), ...toList(Resource).map(toText)].filter((each) => each.includes('*'));
}
