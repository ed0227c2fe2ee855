/** PDFs: their first page is drawn, and nothing of them is run. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { runDecoder } from '../../../origin/adapters/run-decoder.ts';
import { inspectPhoto } from '../../../origin/core/inspect-photo.ts';
import { drawPdfFile } from '../../support/draw-pdf-file.ts';
import { findTool } from '../../support/find-tool.ts';
import { reasonOf, renderer, renderPhoto, sizesOf } from './render-photo.ts';

describe('the renderer, of a PDF', () => {
  it('draws the first page', async () => {
    const photo = await renderPhoto(drawPdfFile());
    expect([photo.type, photo.head.width, photo.head.height]).toEqual(['application/pdf', 1280, 2560]);
    expect(await sizesOf(photo)).toEqual(['webp 320×640', 'webp 1280×2560']);
    const { data, info } = await sharp(photo.preview).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
    for (const [seen, wanted] of [
      [at(320, 600), [255, 0, 0]],
      [at(960, 600), [0, 0, 255]],
      [at(640, 2000), [255, 255, 255]],
    ] as const) {
      for (const channel of [0, 1, 2]) expect(Math.abs((seen[channel] ?? 0) - (wanted[channel] ?? 0))).toBeLessThan(6);
    }
  });

  it('draws the long strip of a till within its bounds', async () => {
    const { head } = await renderPhoto(drawPdfFile({ width: 220, height: 4000 }));
    expect(head.width * head.height).toBeLessThanOrEqual(16_000_000);
    expect(head.width).toBeGreaterThan(900);
  });

  it.skipIf(findTool('pdftoppm') === null)('shows what poppler shows', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'edgeshot-pdf-'));
    try {
      const [file, page] = [join(folder, 'a.pdf'), join(folder, 'page')];
      writeFileSync(file, drawPdfFile());
      execFileSync('pdftoppm', ['-png', '-singlefile', file, page], { timeout: 120_000, killSignal: 'SIGKILL' });
      const small = (image: Uint8Array) => sharp(image).resize(20, 40, { fit: 'fill' }).removeAlpha().raw().toBuffer();
      const [ours, theirs] = [(await renderPhoto(drawPdfFile())).preview, readFileSync(`${page}.png`)];
      const [left, right] = [await small(ours), await small(theirs)];
      const off = left.reduce((sum, value, at) => sum + Math.abs(value - (right[at] ?? 0)), 0) / left.length;
      expect(off).toBeLessThan(6);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('throws what keeps its decoder from starting, for that says nothing of the file', async () => {
    const task = { bytes: drawPdfFile(), module: '/nowhere/pdfium.wasm', width: 100, maxPixels: 1e6 };
    await expect(runDecoder('pdf-worker', task, 30_000)).rejects.toMatchObject({ code: 'PDFIUM_MODULE_NOT_FOUND' });
  });

  it('calls one of more than 20 MiB too large', async () => {
    const heavy = Buffer.concat([drawPdfFile(), Buffer.alloc(20 * 1024 * 1024)]);
    expect(await reasonOf(inspectPhoto(heavy, renderer))).toBe('too-large');
  });
});

describe('attack: a PDF that is none', () => {
  it('is damaged, and stops nothing', async () => {
    const whole = drawPdfFile();
    const wrong = [
      Buffer.from('%PDF-1.7\n'),
      Buffer.from(whole.toString('latin1').replace('/Kids[3 0 R]/Count 1', '/Kids[]/Count 0     '), 'latin1'),
      Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(5000, 0xa7)]),
    ];
    for (const bytes of wrong) expect(await reasonOf(inspectPhoto(bytes, renderer))).toBe('damaged');
    expect((await inspectPhoto(whole, renderer)).type).toBe('application/pdf');
  });
});
