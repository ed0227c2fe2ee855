/**
 * What may break a rule, and why. An exemption that nothing needs any more fails the test as well, so this list says no
 * more than what is so.
 */
import type { Exemption } from './rule.ts';

export const EXEMPTIONS: readonly Exemption[] = [
  {
    rule: 'distinct-exports',
    subject: 'handler',
    reason: 'Lambda and CloudFront Functions call the export of this name.',
  },
  {
    rule: 'distinct-exports',
    subject: 'run',
    reason: 'What `npm run bench -- NAME` calls of the file that it loads by that name.',
  },
  {
    rule: 'few-parameters',
    path: 'infra/local/aws/cloudfront/function-modules.ts',
    subject: 'parse',
    reason: 'The signature of the module `querystring` in CloudFront Functions.',
  },
  {
    rule: 'few-parameters',
    path: 'infra/local/aws/cloudfront/function-program.ts',
    subject: 'parseQuery',
    reason: 'What that module calls across the border of its sandbox, which objects do not pass.',
  },
  {
    rule: 'retired-words',
    path: 'site/outbox/database.ts',
    subject: 'lane',
    reason: 'What version 2 of the phone’s database called a variant; a phone may still hold one.',
  },
  {
    rule: 'retired-words',
    path: 'test/browser/outbox/database.test.ts',
    subject: 'lane',
    reason: 'An entry as version 2 of the phone’s database left it.',
  },
];
