import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { defineBench, flag, OptionError, text, whole } from './define-bench.ts';

function create() {
  const measured: unknown[] = [];
  const bench = defineBench(
    {
      name: 'walk',
      options: {
        json: flag('every single measurement'),
        photos: whole('how many are taken', { otherwise: 8, to: 200 }),
        network: text('the network', '2g'),
        data: text('a folder that is filled already'),
      },
      notes: 'Takes a minute.',
    },
    async (values) => void measured.push(values),
  );
  return { bench, measured };
}

describe('defineBench', () => {
  it('measures by what is said, and by its own values where nothing is', async () => {
    const { bench, measured } = create();
    await bench([]);
    await bench(['--json', '--photos', '200', '--network', 'none', '--data', 'd']);
    expect(measured).toEqual([
      { json: false, photos: 8, network: '2g', data: undefined },
      { json: true, photos: 200, network: 'none', data: 'd' },
    ]);
  });

  it.each(['0', '201', '1.5', 'many', ''])('refuses “%s” as a number, and says which would do', async (photos) => {
    const { bench, measured } = create();
    await expect(bench(['--photos', photos])).rejects.toThrow(
      new OptionError(`--photos is a whole number from 1 to 200, not “${photos}”`),
    );
    expect(measured).toEqual([]);
  });

  it('refuses what it does not know', async () => {
    await expect(create().bench(['--photo', '1'])).rejects.toThrow(OptionError);
  });

  it('says with --help what there is, its bounds and its own values, and measures nothing', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue(undefined);
    onTestFinished(() => log.mockRestore());
    const { bench, measured } = create();
    await bench(['--photos', '9', '--help']);
    expect(measured).toEqual([]);
    expect(log.mock.calls).toEqual([
      [
        `npm run bench -- walk [options]

  --json          every single measurement
  --photos N      how many are taken, 1 to 200 (8)
  --network TEXT  the network (2g)
  --data TEXT     a folder that is filled already

Takes a minute.`,
      ],
    ]);
  });
});
