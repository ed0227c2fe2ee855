/** The lines of the runbooks that only an account could run: held to the template, to CDK's own options, and to AWS's operations. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as s3api from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { splitSettings } from '../../infra/config/split-settings.ts';
import manifest from '../../package.json' with { type: 'json' };
import { readCommandLines, readRunbooks, splitWords } from '../support/read-runbook.ts';
import { readTemplate } from './read-template.ts';

const CDK = new URL('../../node_modules/aws-cdk/bin/cdk', import.meta.url).pathname;

/** What an operator types by hand, and why nothing here can run it. */
const BY_HAND: Readonly<Record<string, string>> = {
  'npm ci': 'makes this very folder',
  'npm install --no-save --os=linux --cpu=x64 sharp': 'changes this very folder',
  'npm start -- --tokens auth0': 'test/infra/local/identity/token-shapes.test.ts has that shape',
  'aws cloudformation delete-stack --region us-east-1 --stack-name Edgeshot-dev': 'removes a stack',
  'aws s3 sync s3://OLD-UPLOADS s3://NEW-UPLOADS': 'copies between buckets of an account',
  'aws s3 sync s3://REPLICA s3://BUCKET': 'copies between buckets of an account',
  'aws resourcegroupstaggingapi get-resources --region us-east-1 --tag-filters Key=project,Values=edgeshot Key=stage,Values=dev':
    'lists what an account has; npm run destroy asks the same',
  'aws cognito-idp admin-disable-user': 'names what npm run users -- disable does',
  'aws sqs send-message': 'names an operation',
  'aws cloudwatch set-alarm-state --region us-east-1 --alarm-name "$(aws cloudwatch describe-alarms --region us-east-1 --alarm-name-prefix Edgeshot-dev-AlarmsDeadLetters --query \'MetricAlarms[0].AlarmName\' --output text)" --state-value ALARM --state-reason probe':
    'rings an alarm; the name of the alarm is held to the template below',
};

/** Of services whose operations are known here, by their clients. */
const OPERATION = /^aws (s3api|dynamodb) (wait )?([a-z-]+)/;

function namesOperation(line: string): boolean {
  return OPERATION.test(line);
}

const lines = readRunbooks();
beforeAll(() => void vi.stubEnv('CDK_VALIDATION', 'false'));

describe('the runbooks', () => {
  it('have no line by hand that is not known, and none known that they do not have', () => {
    const others = lines.filter((line) => !/^(\S+=\S+ )?npm run |^npx cdk /.test(line) && !isSeenBelow(line));
    expect(others.toSorted()).toEqual(Object.keys(BY_HAND).toSorted());
  });

  it('run only scripts that there are', () => {
    const scripts = lines.flatMap((line) => /^(?:\S+=\S+ )?npm run (?:--silent )?([\w:-]+)/.exec(line)?.[1] ?? []);
    expect(scripts.length).toBeGreaterThan(20);
    expect(scripts.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([]);
  });

  const cdkLines = lines.filter((line) => line.startsWith('npx cdk '));

  it.each(cdkLines)('%s: settings and parameters are the template’s', (line) => {
    const words = splitWords(line).slice(2);
    const valuesOf = (option: string) => words.filter((_, index) => words[index - 1] === option);
    const template = readTemplate(splitSettings(valuesOf('-c')));
    const parameters = valuesOf('--parameters').map((text) => text.split('=')[0] ?? '');
    expect(Object.keys(template.Parameters ?? {})).toEqual(expect.arrayContaining(parameters));
  });

  it('give CDK nothing but what it takes', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [CDK, 'deploy', '--help']);
    const { stdout: verbs } = await promisify(execFile)(process.execPath, [CDK, '--help']);
    for (const line of cdkLines) {
      const [, , verb = '', ...rest] = splitWords(line);
      expect(verbs).toMatch(new RegExp(`\\b${verb} `));
      for (const option of rest.filter((word) => word.startsWith('-'))) {
        expect(stdout).toMatch(new RegExp(`(^|[ ,])${option}[ ,]`, 'm'));
      }
    }
    expect(cdkLines.length).toBeGreaterThan(5);
  });

  it('make outputs.json again from what the AWS CLI prints', async () => {
    const line = lines.find(isOutputsLine) ?? '';
    const folder = mkdtempSync(join(tmpdir(), 'edgeshot-outputs-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const asked = join(folder, 'asked');
    const aws = `#!/bin/sh\necho "$*" > ${asked}\necho '[["Table","t"],["UploadsBucket","u"]]'\n`;
    writeFileSync(join(folder, 'aws'), aws, { mode: 0o755 });
    const env = { PATH: `${folder}:${process.env.PATH}` };
    await promisify(execFile)('sh', ['-c', line], { cwd: folder, env });
    const made = JSON.parse(readFileSync(join(folder, 'outputs.json'), 'utf8'));
    expect(made).toEqual({ 'Edgeshot-dev': { Table: 't', UploadsBucket: 'u' } });
    expect(readFileSync(asked, 'utf8')).toContain('describe-stacks --region us-east-1 --stack-name Edgeshot-dev');
  });

  it.each(lines.filter(namesOperation))('%s: an operation that the service has', (line) => {
    const [, service = '', waits, operation = ''] = OPERATION.exec(line) ?? [];
    const name = operation.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());
    const known = Object.keys(service === 'dynamodb' ? dynamodb : s3api);
    expect(known).toContain(waits ? `waitUntil${name}` : `${name}Command`);
  });

  it('name an alarm that the template has', () => {
    const [prefix = ''] = lines.flatMap((line) => /--alarm-name-prefix Edgeshot-dev-(\w+)/.exec(line)?.[1] ?? []);
    const ids = Object.keys(readTemplate({ stage: 'dev' }).Resources);
    expect(ids.filter((id) => prefix !== '' && id.startsWith(prefix))).toHaveLength(1);
  });
});

function isOutputsLine(line: string): boolean {
  return line.startsWith('aws cloudformation describe-stacks');
}

function isSeenBelow(line: string): boolean {
  return isOutputsLine(line) || namesOperation(line);
}

describe('readCommandLines', () => {
  it('reads blocks and sentences, and puts together what a line break parts', () => {
    const text =
      'Say `npm run a -- --b\nc`, then:\n\n    npm run d -- e \\\n      --f   # why\n    { "no": "command" }\n';
    expect(readCommandLines(text)).toEqual(['npm run d -- e --f', 'npm run a -- --b c']);
    expect(splitWords('put --title "Garage clear-out" --x \'a b\'')).toEqual([
      'put',
      '--title',
      'Garage clear-out',
      '--x',
      'a b',
    ]);
  });
});
