import { beforeAll, describe, expect, it, vi } from 'vitest';
import { BOOKING_CONFIG_HEADER, parseBookingConfig } from '../../edge/booking-config.ts';
import { formatBookingConfig } from '../../infra/config/format-booking-config.ts';
import { parseDeployment } from '../../infra/config/parse-deployment.ts';
import { PRICE_LIST, SLOTS, TERMS } from '../../infra/config/prices.ts';
import { toSiteConfig } from '../../infra/constructs/site.ts';
import {
  findResource,
  listPolicyStatements,
  listResources,
  readTemplate,
  type SynthesizedTemplate,
  toList,
} from './read-template.ts';

const CONFIG = {
  secret_id: 'edgeshot/dev/stripe',
  mode: 'test',
  prices: PRICE_LIST,
  slots: { time_zone: 'America/Los_Angeles', ...SLOTS },
  terms: TERMS,
} as const;
let off: SynthesizedTemplate;
let on: SynthesizedTemplate;
beforeAll(() => {
  vi.stubEnv('CDK_VALIDATION', 'false');
  off = readTemplate({ stage: 'dev' });
  on = readTemplate({ stage: 'dev', payments: 'test', time_zone: 'America/Los_Angeles' });
});

describe('a deployment that takes no payments', () => {
  it('has no route, function, secret, alarm or output of it', () => {
    expect(JSON.stringify(off)).not.toMatch(/booking|stripe|Payments/i);
  });

  it('has all else as one that does', () => {
    const strangers = Object.keys(off.Resources).filter((id) => !Object.hasOwn(on.Resources, id));
    expect(strangers).toEqual([]);
  });
});

describe('what the dashboard is told', () => {
  it.each([
    ['nothing', 'null', false],
    ['that bookings are there', 'test', true],
  ])('of payments: %s', (_says, payments, isTold) => {
    const { identity, ...config } = parseDeployment(
      payments === 'null' ? { stage: 'dev' } : { stage: 'dev', payments },
    );
    const issuer = { token: config.token, clientId: 'c' } as never;
    expect('payments' in toSiteConfig({ identity, ...config }, issuer)).toBe(isTold);
  });
});

describe('a deployment that takes payments', () => {
  it('answers three paths by the function, with the whole body and without a function before it', () => {
    const [, { Properties }] = findResource(on, 'AWS::CloudFront::Distribution');
    const { CacheBehaviors, Origins } = Properties.DistributionConfig as {
      CacheBehaviors: { PathPattern: string; FunctionAssociations?: unknown; LambdaFunctionAssociations?: object[] }[];
      Origins: { OriginCustomHeaders?: { HeaderName: string; HeaderValue: string }[] }[];
    };
    const paths = ['/bookings', '/bookings/offer', '/stripe/webhook'];
    const behaviors = CacheBehaviors.filter(({ PathPattern }) => paths.includes(PathPattern));
    expect(behaviors.map(({ PathPattern }) => PathPattern)).toEqual(paths);
    for (const { FunctionAssociations, LambdaFunctionAssociations } of behaviors) {
      expect(FunctionAssociations).toBeUndefined();
      expect(LambdaFunctionAssociations).toMatchObject([{ IncludeBody: true, EventType: 'origin-request' }]);
    }
    const values = Origins.flatMap(({ OriginCustomHeaders = [] }) => OriginCustomHeaders)
      .filter(({ HeaderName }) => HeaderName === BOOKING_CONFIG_HEADER)
      .map(({ HeaderValue }) => parseBookingConfig(HeaderValue));
    expect(values[0]).toMatchObject({ mode: 'test', secret_id: 'edgeshot/dev/stripe' });
    expect(values[0]?.slots.time_zone).toBe('America/Los_Angeles');
  });

  it('lets its functions read no photo, replace no row, and nobody else read its keys', () => {
    const ours = listPolicyStatements(on).filter(([id]) => id.startsWith('Payments'));
    const actions = new Set(ours.flatMap(([, { Action }]) => toList(Action)));
    for (const action of [
      'dynamodb:PutItem',
      'dynamodb:DeleteItem',
      'dynamodb:Scan',
      's3:DeleteObject',
      's3:ListBucket',
    ]) {
      expect(actions).not.toContain(action);
    }
    const readers = listPolicyStatements(on)
      .filter(([, { Sid }]) => Sid === 'ReadStripeKeys')
      .map(([id]) => id);
    expect(readers.every((id) => id.startsWith('Payments'))).toBe(true);
    expect(readers).toHaveLength(2);
  });

  it('lets the function of evidence read the case, write its own rows, and have no key but its own', () => {
    const evidence = listPolicyStatements(on).filter(([id]) => id.startsWith('PaymentsEvidenceDraftEvidence'));
    const actions = evidence.flatMap(([, { Action }]) => toList(Action)).toSorted();
    expect(actions).toEqual([
      ...['dynamodb:GetItem', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate'],
      ...[
        'dynamodb:Query',
        'dynamodb:Query',
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        's3:GetObject',
        'secretsmanager:GetSecretValue',
      ],
      ...['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'],
    ]);
    const write = evidence.find(([, { Sid }]) => Sid === 'WriteEvidence');
    expect(JSON.stringify(write)).toContain('{"dynamodb:LeadingKeys":["EVIDENCE#*"]}');
    const key = evidence.find(([, { Sid }]) => Sid === 'ReadEvidenceKey');
    expect(JSON.stringify(key)).toMatch(/PaymentsEvidenceSecret/);
  });

  it('has the alarms of it', () => {
    const names = listResources(on, 'AWS::CloudWatch::Alarm').map(([id]) => id);
    for (const name of ['StrangePaymentEvents', 'BookingsRepaired', 'EvidenceFails', 'ReconcileBookingsFails']) {
      expect(names.some((id) => id.startsWith(`Alarms${name}`))).toBe(true);
    }
  });
});

describe('formatBookingConfig', () => {
  it('gives what the function reads, in ASCII', () => {
    const text = formatBookingConfig(CONFIG);
    expect(parseBookingConfig(text)).toEqual(CONFIG);
    expect(text).toMatch(/^[\x20-\x7e]+$/);
  });

  it('refuses prices that the header cannot carry', () => {
    const extras = Array.from({ length: 30 }, (_, index) => ({
      ...(PRICE_LIST.extras[0] ?? CONFIG.prices.extras[0]),
      id: `x-${index}`,
    }));
    const prices = { ...PRICE_LIST, extras } as typeof PRICE_LIST;
    expect(() => formatBookingConfig({ ...CONFIG, prices })).toThrow(RangeError);
  });

  it('refuses terms of which there is no text', () => {
    expect(() => formatBookingConfig({ ...CONFIG, terms: '2026-11-02' })).toThrow(/no text of the terms/);
  });

  it('refuses an amount that is none', () => {
    const sizes = [{ id: 'a', name: { en: 'A', es: 'A' }, amount: 12.5 }];
    expect(() => formatBookingConfig({ ...CONFIG, prices: { ...PRICE_LIST, sizes } })).toThrow(TypeError);
  });
});
