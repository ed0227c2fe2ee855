import { beforeAll, describe, expect, it, vi } from 'vitest';
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
