/** Draws the first page of one PDF in a thread of its own. */
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { PDFiumLibrary } from '@hyzyla/pdfium';

export interface PdfTask {
  readonly bytes: Uint8Array;
  /** Path of PDFium's WebAssembly. */
  readonly module: string;
  readonly width: number;
  readonly maxPixels: number;
}

export interface PdfPage {
  readonly width: number;
  readonly height: number;
  /** RGBA. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** That it does not start says nothing about any PDF: it fails by a code that the caller knows (run-decoder.ts). */
async function start(module: string): Promise<Awaited<ReturnType<typeof PDFiumLibrary.init>>> {
  try {
    const { buffer } = new Uint8Array(await readFile(module));
    return await PDFiumLibrary.init({ wasmBinary: buffer });
  } catch (cause) {
    throw Object.assign(new Error('PDFium does not start', { cause }), { code: 'PDFIUM_MODULE_NOT_FOUND' });
  }
}

/** Null: it has no page that could be drawn. */
async function draw({ bytes, module, width: wanted, maxPixels }: PdfTask): Promise<PdfPage | null> {
  const library = await start(module);
  const document = await library.loadDocument(bytes);
  if (document.getPageCount() < 1) return null;
  const page = document.getPage(0);
  const { originalWidth, originalHeight } = page.getOriginalSize();
  const points = originalWidth * originalHeight;
  if (!(points > 0)) return null;
  const scale = Math.min(wanted / originalWidth, Math.sqrt(maxPixels / points));
  const toPixels = (side: number) => Math.max(1, Math.floor(side * scale));
  const [width, height] = [toPixels(originalWidth), toPixels(originalHeight)];
  const { data, ...size } = await page.render({ width, height, render: 'bitmap' });
  return { width: size.width, height: size.height, data: new Uint8Array(data) };
}

void draw(workerData as PdfTask).then((page) => parentPort?.postMessage(page, page ? [page.data.buffer] : []));
