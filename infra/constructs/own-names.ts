/** The dashboard's own names: their certificate, and, where Route 53 has their zone, the records that lead to the distribution. */
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { AaaaRecord, ARecord, HostedZone, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { SiteDomain } from '../config/deployments.ts';

export class OwnNames extends Construct {
  readonly certificate: ICertificate;
  readonly #names: readonly string[];
  readonly #zone: IHostedZone | null;

  constructor(scope: Construct, id: string, { names, certificateArn, zone }: SiteDomain) {
    super(scope, id);
    this.#names = names;
    // By its attributes: nothing is looked up when the template is made.
    this.#zone =
      zone === null
        ? null
        : HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId: zone.id, zoneName: zone.name });
    const [domainName = '', ...subjectAlternativeNames] = names;
    const validation = CertificateValidation.fromDns(this.#zone ?? undefined);
    this.certificate =
      certificateArn === null
        ? new Certificate(this, 'Certificate', { domainName, subjectAlternativeNames, validation })
        : Certificate.fromCertificateArn(this, 'Certificate', certificateArn);
  }

  /** For IPv4 and IPv6, as the distribution has both. */
  pointAt(distribution: Distribution): void {
    if (this.#zone === null) return;
    const target = RecordTarget.fromAlias(new CloudFrontTarget(distribution));
    for (const [index, recordName] of this.#names.entries()) {
      new ARecord(this, `A${index}`, { zone: this.#zone, recordName, target });
      new AaaaRecord(this, `Aaaa${index}`, { zone: this.#zone, recordName, target });
    }
  }
}
