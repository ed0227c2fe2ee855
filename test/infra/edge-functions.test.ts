import { beforeAll, describe, expect, it, vi } from 'vitest';
import { isEdgeFunctionName } from '../../infra/config/deployments.ts';
import { listResources, readTemplate, type SynthesizedTemplate } from './read-template.ts';

let dev: SynthesizedTemplate;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  dev = readTemplate({ stage: 'dev' });
});

describe('functions at the edge', () => {
  it('keep to what Lambda@Edge takes: no environment, no layers, no arm64, no VPC', () => {
    const functions = listResources(dev, 'AWS::Lambda::Function').filter(([id]) => id.startsWith('Edge'));
    expect(functions).toHaveLength(5);
    for (const [id, { Properties }] of functions) {
      const MemorySize = id.startsWith('EdgeFormResponse') ? 128 : 1769;
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['x86_64'], MemorySize });
      for (const name of ['Environment', 'Layers', 'VpcConfig', 'DeadLetterConfig', 'TracingConfig', 'KmsKeyArn'])
        expect(Properties).not.toHaveProperty(name);
      expect(Number(Properties.Timeout)).toBeLessThanOrEqual(30);
    }
  });

  it('have names by which destroy knows them and logs finds theirs, that for bookings too; no other function has', () => {
    const paid = readTemplate({ stage: 'dev', payments: 'test' });
    const roles = listResources(paid, 'AWS::IAM::Role').filter(([, { Properties }]) =>
      JSON.stringify(Properties.AssumeRolePolicyDocument).includes('edgelambda'),
    );
    const atEdge = listResources(paid, 'AWS::Lambda::Function').filter(([, { Properties }]) =>
      roles.some(([role]) => JSON.stringify(Properties.Role).includes(`"${role}"`)),
    );
    const known = listResources(paid, 'AWS::Lambda::Function').filter(([id]) =>
      isEdgeFunctionName('dev', `Edgeshot-dev-${id}`),
    );
    expect(known.map(([id]) => id)).toEqual(atEdge.map(([id]) => id));
    expect(known).toHaveLength(6);
    for (const [id, { DeletionPolicy }] of known) expect([id, DeletionPolicy]).toEqual([id, 'Retain']);
  });

  it('run on cloudfront-js-2.0 where they are CloudFront Functions', () => {
    const functions = listResources(dev, 'AWS::CloudFront::Function');
    expect(functions.map(([id]) => id.replace(/[0-9A-F]{8}$/, '')).toSorted()).toEqual([
      'ViewerForm',
      'ViewerGate',
      'ViewerImage',
      'ViewerLink',
      'ViewerPages',
      'ViewerUpload',
    ]);
    for (const [, { Properties }] of functions)
      expect(Properties).toMatchObject({ AutoPublish: true, FunctionConfig: { Runtime: 'cloudfront-js-2.0' } });
  });
});
