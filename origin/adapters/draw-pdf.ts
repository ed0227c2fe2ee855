/** The first page of a PDF as a picture, by PDFium in WebAssembly. Built without a script engine: what a document would run is not run. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { UnreadableError } from '../core/ports.ts';
import type { PdfPage, PdfTask } from './pdf-worker.ts';
import { runDecoder } from './run-decoder.ts';

export interface PdfBounds {
  /** px, of the page as it is drawn. */
  readonly width: number;
  readonly maxPixels: number;
  readonly timeoutMs: number;
}

export interface DrawnPage {
  readonly width: number;
  readonly height: number;
  /** RGBA, on white. */
  readonly data: Buffer;
}

/** Beside this file in the bundle, in its package in the source. */
function findModule(): string {
  const beside = join(import.meta.dirname, 'pdfium.wasm');
  return existsSync(beside) ? beside : createRequire(import.meta.filename).resolve('@hyzyla/pdfium/pdfium.wasm');
}

/**
 * Draws the first page, as wide as is asked for, unless it would have too many pixels. A receipt takes about a third of a second.
 * @throws {UnreadableError} when it is damaged, locked by a password, has no page or takes too long
 */
export async function drawPdf(bytes: Uint8Array, { timeoutMs, ...bounds }: PdfBounds): Promise<DrawnPage> {
  const task: PdfTask = { bytes, module: findModule(), ...bounds };
  const page = await runDecoder<PdfPage | null>('pdf-worker', task, timeoutMs);
  if (!page) throw new UnreadableError('damaged');
  return { ...page, data: Buffer.from(page.data) };
}
