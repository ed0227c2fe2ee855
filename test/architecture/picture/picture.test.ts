import { describe, expect, it } from 'vitest';
import { toTree } from '../read-tree.ts';
import { formatPicture } from './format-picture.ts';
import { layer } from './layers.ts';
import { type Plan, planRooms } from './rooms.ts';

const SOURCES: Readonly<Record<string, string>> = {
  'edge/photos.ts': `import './routes/a.ts'; import './api.ts';`,
  'edge/api.ts': `import type { X } from '../origin/records.ts';`,
  'edge/routes/a.ts': `import '../core/b.ts'; import '../core/c.ts'; import '../api.ts';`,
  'edge/core/b.ts': `import '../api.ts'; import type { A } from '../routes/a.ts';`,
  'edge/core/c.ts': `const worker = new URL('../routes/worker.ts', import.meta.url);`,
  'origin/records.ts': 'export interface X {}',
  'infra/local/aws/s3/server.ts': `import '../iam/evaluate.ts';`,
  'infra/local/aws/iam/evaluate.ts': '',
  'test/edge/a.test.ts': `import '../../edge/core/b.ts';`,
};

describe('planRooms', () => {
  const plan = planOf(SOURCES);

  it('makes rooms of folders, and tells the entry points of a wing from its contracts', () => {
    expect(plan.rooms.map(({ id, contents }) => [id, contents])).toEqual([
      ['edge/core', []],
      ['edge/routes', []],
      ['edge:contracts', ['api']],
      ['edge:entry points', ['photos']],
      ['infra/local/aws', ['iam', 's3']],
      ['origin:contracts', ['records']],
    ]);
  });

  it('counts imports between rooms, and notes those that leave a wing', () => {
    expect(plan.dependencies).toContainEqual({ from: 'edge/routes', to: 'edge/core', count: 2 });
    expect(plan.dependencies).toContainEqual({ from: 'edge/core', to: 'edge/routes', count: 1 });
    expect(plan.crossings).toEqual([{ from: 'edge', to: 'origin', file: 'origin/records.ts' }]);
  });
});

describe('layer', () => {
  const { rooms, dependencies } = planOf(SOURCES);
  const edge = layer(
    rooms.filter(({ wing }) => wing === 'edge'),
    dependencies,
  );

  it('puts who imports above what it imports', () => {
    expect(edge.layers.map((cells) => cells.map(({ id }) => id))).toEqual([
      ['edge:entry points'],
      ['edge/routes'],
      ['edge/core'],
      ['edge:contracts'],
    ]);
  });

  it('leaves out what a longer way implies, and marks what goes against the layers', () => {
    expect(edge.arrows).toEqual([
      { from: 'edge/routes', to: 'edge/core', isUpward: false },
      { from: 'edge/core', to: 'edge:contracts', isUpward: false },
      { from: 'edge:entry points', to: 'edge/routes', isUpward: false },
      { from: 'edge/core', to: 'edge/routes', isUpward: true },
    ]);
  });
});

describe('layer, of an arrow that leads past a layer', () => {
  const past = planOf({
    'site/a/a.ts': `import '../b/b.ts'; import '../d/d.ts';`,
    'site/b/b.ts': `import '../c/c.ts';`,
    'site/c/c.ts': '',
    'site/d/d.ts': `import '../e/e.ts';`,
    'site/e/e.ts': `import '../f/f.ts';`,
    'site/f/f.ts': '',
    'site/g/g.ts': `import '../b/b.ts'; import '../f/f.ts';`,
  });

  it('keeps a passage free for it in each', () => {
    const { layers } = layer(past.rooms, past.dependencies);
    expect(layers.map((cells) => cells.map(({ id }) => id))).toEqual([
      ['site/a', 'site/g'],
      ['site/d', 'site/b', 'site/g site/f 1'],
      ['site/e', 'site/c', 'site/g site/f 2'],
      ['site/f'],
    ]);
  });
});

describe('formatPicture', () => {
  it('draws each room once, and the same bytes in whatever order the files come', () => {
    const picture = formatPicture(planOf(SOURCES));
    expect(picture.match(/>(core|routes|local\/aws)</g)).toEqual(['>routes<', '>core<', '>local/aws<']);
    expect(formatPicture(planOf(Object.fromEntries(Object.entries(SOURCES).reverse())))).toBe(picture);
  });
});

function planOf(sources: Readonly<Record<string, string>>): Plan {
  return planRooms(toTree(Object.entries(sources).map(([path, text]) => ({ path, text }))).modules);
}
