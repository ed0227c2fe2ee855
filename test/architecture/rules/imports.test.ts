import { describe, expect, it } from 'vitest';
import { catchIn } from '../plant.ts';
import { deployedCode } from './deployed-code.ts';
import { directions } from './directions.ts';
import { noCircles } from './no-circles.ts';
import { oneDoor } from './one-door.ts';

describe('directions', () => {
  it.each([
    ['site/api/a.ts', `import { x } from '../../edge/router.ts';`, 'edge/router.ts'],
    ['site/api/a.ts', `import type { X } from '../../origin/records.ts';`, 'origin/records.ts'],
    ['site/ui/a.ts', `const lazy = () => import('../../infra/local/run.ts');`, 'infra/local/run.ts'],
    ['site/ui/a.ts', `new Worker(new URL('../../edge/config.ts', import.meta.url));`, 'edge/config.ts'],
    ['site/ui/a.ts', `let x: import('../../edge/services.ts').Services;`, 'edge/services.ts'],
    ['edge/core/a.ts', `export { x } from '../../origin/title.ts';`, 'origin/title.ts'],
    ['edge/a.ts', `export * from '../site/phone.ts';`, 'site/phone.ts'],
    ['origin/a.ts', `import { x } from '../edge/api.ts';`, 'edge/api.ts'],
    ['infra/a.ts', `import { x } from '../test/support/x.ts';`, 'test/support/x.ts'],
  ])('catches in %s: %s', (path, text, target) => {
    expect(catchIn(directions, { [path]: text })).toEqual([`${path} ${target}`]);
  });

  it.each([
    ['site/api/a.ts', `import { x } from '../../edge/api.ts'; import { y } from '../../edge/problem.ts';`],
    ['edge/core/a.ts', `import { x } from '../../origin/records.ts'; import { y } from '../config.ts';`],
    ['infra/a.ts', `import { x } from '../site/phone.ts'; import { y } from '../origin/title.ts';`],
    ['test/edge/a.test.ts', `import { x } from '../../edge/router.ts';`],
    ['site/a.ts', `// import { x } from '../edge/router.ts';\nconst text = "import('../edge/router.ts')";`],
  ])('lets pass in %s: %s', (path, text) => {
    expect(catchIn(directions, { [path]: text })).toEqual([]);
  });
});

describe('one-door', () => {
  it.each([
    ['infra/local/run.ts', `import { x } from './aws/s3/server.ts';`, 'infra/local/aws/s3/server.ts'],
    ['infra/operate/a.ts', `import { x } from '../local/aws/run-template.ts';`, 'infra/local/aws/run-template.ts'],
    ['infra/local/aws/s3/a.ts', `import { x } from '../../ports.ts';`, 'infra/local/ports.ts'],
    ['infra/local/aws/a.ts', `import type { X } from '../../../edge/api.ts';`, 'edge/api.ts'],
  ])('catches in %s: %s', (path, text, target) => {
    expect(catchIn(oneDoor, { [path]: text })).toEqual([`${path} ${target}`]);
  });

  it.each([
    ['infra/local/run.ts', `import { runTemplate } from './aws/run-template.ts';`],
    ['infra/local/aws/s3/a.ts', `import { x } from '../iam/evaluate.ts'; import { SaxesParser } from 'saxes';`],
    ['test/infra/local/aws/s3/a.test.ts', `import { x } from '../../../../../infra/local/aws/s3/server.ts';`],
  ])('lets pass in %s: %s', (path, text) => {
    expect(catchIn(oneDoor, { [path]: text })).toEqual([]);
  });
});

describe('deployed-code', () => {
  it.each([
    ['infra/constructs/a.ts', '../local/ports.ts'],
    ['infra/build/a.ts', '../local/run.ts'],
    ['infra/app.ts', './local/run.ts'],
    ['edge/a.ts', '../infra/local/run.ts'],
  ])('catches %s, which imports %s', (path, specifier) => {
    expect(catchIn(deployedCode, { [path]: `import { x } from '${specifier}';` })).toHaveLength(1);
  });

  it.each([
    ['infra/operate/a.ts', '../local/run-json.ts'],
    ['infra/local/a.ts', './ports.ts'],
    ['infra/app.ts', './config/deployments.ts'],
  ])('lets %s import %s', (path, specifier) => {
    expect(catchIn(deployedCode, { [path]: `import { x } from '${specifier}';` })).toEqual([]);
  });
});

describe('no-circles', () => {
  it('catches a circle of values over three files', () => {
    const caught = catchIn(noCircles, {
      'edge/a.ts': `import { b } from './b.ts';`,
      'edge/b.ts': `import { c } from './c.ts';`,
      'edge/c.ts': `import { a } from './a.ts';`,
    });
    expect(caught).toEqual(['edge/c.ts edge/a.ts edge/b.ts edge/c.ts']);
  });

  it('catches a circle that types alone make', () => {
    const caught = catchIn(noCircles, {
      'edge/a.ts': `import type { B } from './b.ts';`,
      'edge/b.ts': `import { type A } from './a.ts';`,
    });
    expect(caught).toEqual(['edge/b.ts edge/a.ts edge/b.ts']);
  });

  it('catches a circle behind a file that was already followed', () => {
    const caught = catchIn(noCircles, {
      'edge/a.ts': `import './b.ts'; import './c.ts';`,
      'edge/b.ts': `export {};`,
      'edge/c.ts': `import './b.ts'; import './d.ts';`,
      'edge/d.ts': `export { x } from './c.ts';`,
    });
    expect(caught).toEqual(['edge/d.ts edge/c.ts edge/d.ts']);
  });

  it('lets two ways lead to one file, and a page load a part later that knows the page', () => {
    const caught = catchIn(noCircles, {
      'site/a.ts': `import './b.ts'; import './c.ts'; const later = () => import('./d.ts');`,
      'site/b.ts': `import './c.ts';`,
      'site/c.ts': `export {};`,
      'site/d.ts': `import './a.ts';`,
    });
    expect(caught).toEqual([]);
  });
});
