import { describe, expect, it, vi } from 'vitest';
import { parseDeployment } from '../../infra/config/parse-deployment.ts';
import { findResource, listResources, readTemplate } from './read-template.ts';

vi.stubEnv('CDK_VALIDATION', 'false');

const ZONE = { hosted_zone_id: 'Z0123456789', hosted_zone_name: 'example.com' };
const NAMES = { domain_names: 'photos.example.com,fotos.example.com' };
const ARN = 'arn:aws:acm:us-east-1:123456789012:certificate/abc';

describe('a name of one’s own', () => {
  it('gets its certificate and its records where Route 53 has the zone', () => {
    const template = readTemplate({ stage: 'dev', ...NAMES, ...ZONE });
    const [id, certificate] = findResource(template, 'AWS::CertificateManager::Certificate');
    expect(certificate.Properties).toMatchObject({
      DomainName: 'photos.example.com',
      SubjectAlternativeNames: ['fotos.example.com'],
      ValidationMethod: 'DNS',
      DomainValidationOptions: [
        { DomainName: 'photos.example.com', HostedZoneId: 'Z0123456789' },
        { DomainName: 'fotos.example.com', HostedZoneId: 'Z0123456789' },
      ],
    });
    const [distributionId, { Properties }] = findResource(template, 'AWS::CloudFront::Distribution');
    expect(Properties.DistributionConfig).toMatchObject({
      Aliases: ['photos.example.com', 'fotos.example.com'],
      ViewerCertificate: { AcmCertificateArn: { Ref: id }, MinimumProtocolVersion: 'TLSv1.2_2021' },
    });
    const records = listResources(template, 'AWS::Route53::RecordSet').map(([, each]) => each.Properties);
    expect(records.map(({ Name, Type }) => `${Name} ${Type}`)).toEqual([
      'photos.example.com. A',
      'photos.example.com. AAAA',
      'fotos.example.com. A',
      'fotos.example.com. AAAA',
    ]);
    for (const { AliasTarget } of records) expect(JSON.stringify(AliasTarget)).toContain(distributionId);
  });

  it('with a certificate of one’s own has no other, and no records unless the zone is given', () => {
    const plain = readTemplate({ stage: 'dev', ...NAMES, certificate_arn: ARN });
    expect(listResources(plain, 'AWS::CertificateManager::Certificate')).toEqual([]);
    expect(listResources(plain, 'AWS::Route53::RecordSet')).toEqual([]);
    const both = readTemplate({ stage: 'dev', ...NAMES, certificate_arn: ARN, ...ZONE });
    expect(listResources(both, 'AWS::CertificateManager::Certificate')).toEqual([]);
    expect(listResources(both, 'AWS::Route53::RecordSet')).toHaveLength(4);
  });

  it.each([
    [{ ...NAMES }, '-c domain_names'],
    [{ ...ZONE }, '-c domain_names'],
    [{ ...NAMES, hosted_zone_id: 'Z0123456789' }, '-c hosted_zone_id'],
    [{ ...NAMES, ...ZONE, hosted_zone_name: 'example.org' }, '-c hosted_zone_name'],
    [{ domain_names: 'badexample.com', ...ZONE }, '-c hosted_zone_name'],
  ])('refuses %o', (context, key) => {
    expect(() => parseDeployment({ stage: 'dev', ...context })).toThrow(key);
  });
});
