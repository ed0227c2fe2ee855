/**
 * Three hundred pictures, drawn, against references instead of eyes: what was drawn, ImageMagick's rendering, exiftool's reading, and
 * libheif's own program. The browser's rendering of the same set: test/browser/picture-set.test.ts.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureDrift } from '../../support/draw-photo.ts';
import { drawPictureSet, type SetPicture } from '../../support/draw-picture-set.ts';
import { findTool } from '../../support/find-tool.ts';
import { renderPhoto } from './render-photo.ts';

const MAGICK = findTool('magick') ?? findTool('convert-im6.q16');
const EXIFTOOL = findTool('exiftool');
const HEIF_CONVERT = findTool('heif-convert');
const SIDE = 24;

type Rendered = SetPicture & { readonly file: string; readonly rendered: Awaited<ReturnType<typeof renderPhoto>> };

let folder: string;
let pictures: readonly Rendered[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'edgeshot-set-'));
  const rendered: Rendered[] = [];
  for (const [index, picture] of (await drawPictureSet()).entries()) {
    const file = join(folder, `${String(index).padStart(3, '0')}.${picture.extension}`);
    writeFileSync(file, picture.bytes);
    rendered.push({ ...picture, file, rendered: await renderPhoto(picture.bytes) });
  }
  pictures = rendered;
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the picture set', () => {
  it('is of 300 pictures at least, of every orientation', () => {
    expect(pictures.length).toBeGreaterThanOrEqual(300);
    expect(new Set(pictures.map(({ orientation }) => orientation)).size).toBe(8);
  });

  it('is shown as it was drawn: upright, of its size, in its colours', async () => {
    const wrong: string[] = [];
    for (const { name, width, height, bound, rendered } of pictures) {
      const { head, preview, isCutOff } = rendered;
      const drift = await measureDrift(preview);
      if (head.width !== width || head.height !== height || isCutOff || drift > bound) {
        wrong.push(`${name}: ${head.width}×${head.height}, ${drift} off`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.skipIf(MAGICK === null)('is turned as ImageMagick turns it, where that knows how', async () => {
    // It converts no colours by itself, and reads no orientation of the others.
    const jpegs = pictures.filter(({ extension, name }) => extension === 'jpg' && !name.includes('P3'));
    const files = jpegs.map(({ file }) => file);
    const resize = ['-auto-orient', '-resize', `${SIDE}x${SIDE}!`, '-depth', '8'];
    const all = execFileSync(MAGICK ?? '', [...files, ...resize, 'rgb:-'], {
      maxBuffer: 64 * 1024 * 1024,
      timeout: 120_000,
      killSignal: 'SIGKILL',
    });
    const length = SIDE * SIDE * 3;
    expect(all.length).toBe(jpegs.length * length);
    const wrong: string[] = [];
    for (const [index, { name, rendered }] of jpegs.entries()) {
      const ours = await toSmall(rendered.preview);
      const off = meanDifference(ours, all.subarray(index * length, (index + 1) * length));
      if (off > 6) wrong.push(`${name}: ${off.toFixed(1)} off`);
    }
    expect(wrong).toEqual([]);
  });

  it.skipIf(EXIFTOOL === null)('has the times and the cameras that exiftool reads', () => {
    const tags = ['-DateTimeOriginal', '-OffsetTimeOriginal', '-OffsetTime', '-Make', '-Model', '-Orientation#'];
    const options = ['-json', '-fast2', '-ext', '*', ...tags, folder];
    const told: readonly ExifToolFacts[] = JSON.parse(
      execFileSync(EXIFTOOL ?? '', options, {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        timeout: 120_000,
        killSignal: 'SIGKILL',
      }),
    );
    const byFile = new Map(told.map((facts) => [facts.SourceFile, facts]));
    const wrong: string[] = [];
    for (const { name, file, orientation, rendered } of pictures) {
      const facts = byFile.get(file);
      if (rendered.head.exif === null) continue;
      const { takenAt, camera } = rendered.camera;
      const { DateTimeOriginal: time = '', OffsetTimeOriginal, OffsetTime, Make = '', Model = '' } = facts ?? {};
      const isSameTime = takenAt === null || isOf(takenAt, time, OffsetTimeOriginal ?? OffsetTime);
      const isSameCamera = camera === (`${Model.startsWith(Make) ? '' : `${Make} `}${Model}`.trim() || null);
      if (!isSameTime || !isSameCamera || facts?.Orientation !== orientation)
        wrong.push(`${name}: ${takenAt} ${camera}`);
    }
    expect(wrong).toEqual([]);
  });

  it.skipIf(HEIF_CONVERT === null)('shows HEIC as libheif’s own program does', async () => {
    for (const name of ['quadrants.heic', 'quadrants-turned.heic']) {
      const source = new URL(`../fixtures/${name}`, import.meta.url).pathname;
      const target = join(folder, `${name}.png`);
      execFileSync(HEIF_CONVERT ?? '', [source, target], { stdio: 'ignore', timeout: 120_000, killSignal: 'SIGKILL' });
      const { preview } = await renderPhoto(readFileSync(source));
      expect(meanDifference(await toSmall(preview), await toSmall(readFileSync(target)))).toBeLessThan(6);
    }
  });
});

interface ExifToolFacts {
  readonly SourceFile: string;
  readonly DateTimeOriginal?: string;
  readonly OffsetTimeOriginal?: string;
  readonly OffsetTime?: string;
  readonly Make?: string;
  readonly Model?: string;
  readonly Orientation?: number;
}

/** Ours is theirs; what GPS alone tells of the zone, exiftool does not put together. */
function isOf(takenAt: string, time: string, offset = ''): boolean {
  const local = time.replace(/^(\d{4}):(\d{2}):(\d{2}) /, '$1-$2-$3T');
  return takenAt.startsWith(local) && (/^[+-]\d\d:\d\d$/.test(offset) ? takenAt.endsWith(offset) : true);
}

async function toSmall(image: Uint8Array): Promise<Uint8Array> {
  return sharp(image).resize(SIDE, SIDE, { fit: 'fill' }).removeAlpha().toColourspace('srgb').raw().toBuffer();
}

function meanDifference(left: Uint8Array, right: Uint8Array): number {
  return left.reduce((sum, value, index) => sum + Math.abs(value - (right[index] ?? 0)), 0) / left.length;
}
