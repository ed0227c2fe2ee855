/**
 * Draws the document as a PDF, by pdfkit, in a font that has Latin, Greek, Cyrillic, Hebrew and Arabic. Letters that it lacks stand as their
 * code points (`[U+738B]`): Stripe's own fields have them as they are.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { create, type Font } from 'fontkit';
import PDFDocument from 'pdfkit';
import type { DrawnEvidence, EvidenceBlock, EvidenceDocument } from '../dispute/ports.ts';

/** Points. Banks ask for text of 12 points, on Letter or A4, upright. */
const PAGE = { size: 'LETTER', margin: 54, width: 612 - 2 * 54, bottom: 792 - 54 } as const;
const TEXT_SIZE = 12;
const HEADING_SIZE = 15;
/** Two pictures with their words fill a page. */
const PICTURE = { width: PAGE.width, height: 230 } as const;
const GAP = 5;

const FONTS = { regular: 'DejaVuSans.ttf', bold: 'DejaVuSans-Bold.ttf' } as const;

/** Makes what draws: the same document gives the same bytes. */
export function createEvidenceDrawing(): (document: EvidenceDocument) => Promise<DrawnEvidence> {
  const [regular, bold] = [readFont(FONTS.regular), readFont(FONTS.bold)];
  const known = create(regular);
  return async ({ title, made_at, sections }) => {
    const pdf = open(title, made_at, { regular, bold });
    const chunks: Buffer[] = [];
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    const ended = new Promise<void>((resolve, reject) => pdf.once('end', resolve).once('error', reject));
    pdf.font('bold').fontSize(HEADING_SIZE).text(toKnown(title, known));
    for (const { heading, startsPage, blocks } of sections) {
      if (startsPage) pdf.addPage();
      else pdf.moveDown();
      pdf.font('bold').fontSize(HEADING_SIZE).text(heading).moveDown(0.4);
      for (const block of blocks) draw(pdf, block, known);
    }
    const pages = number(pdf);
    pdf.end();
    await ended;
    return { bytes: Buffer.concat(chunks), pages };
  };
}

/** Beside this file in the bundle, in its package in the source. */
function readFont(name: string): Buffer {
  const beside = join(import.meta.dirname, name);
  const path = existsSync(beside)
    ? beside
    : createRequire(import.meta.filename).resolve(`dejavu-fonts-ttf/ttf/${name}`);
  return readFileSync(path);
}

function open(title: string, madeAt: string, fonts: Readonly<Record<'regular' | 'bold', Buffer>>): PDFKit.PDFDocument {
  const info = { Title: title, Producer: 'Edgeshot', Creator: 'Edgeshot', CreationDate: new Date(madeAt) };
  const { size, margin } = PAGE;
  // Without a first font: pdfkit would look for the files of its own.
  const pdf = new PDFDocument({ size, margin, info, font: '', bufferPages: true });
  pdf.registerFont('regular', fonts.regular).registerFont('bold', fonts.bold);
  return pdf;
}

function draw(pdf: PDFKit.PDFDocument, block: EvidenceBlock, known: Font): void {
  if (block.kind === 'picture') {
    drawPicture(pdf, block, known);
    return;
  }
  if (block.kind === 'fact') {
    pdf.font('bold').fontSize(TEXT_SIZE).text(`${block.name}: `, { continued: true });
    pdf.font('regular').text(toKnown(block.value, known), { paragraphGap: GAP });
    return;
  }
  const text = toKnown(block.text, known);
  pdf.font('regular').fontSize(TEXT_SIZE);
  // Lines that belong together stay on one page.
  const height = pdf.heightOfString(text, { width: PAGE.width });
  if (pdf.y + height > PAGE.bottom) pdf.addPage();
  pdf.text(text);
  pdf.y += GAP;
}

function drawPicture(
  pdf: PDFKit.PDFDocument,
  { picture, lines }: Extract<EvidenceBlock, { kind: 'picture' }>,
  known: Font,
): void {
  const text = toKnown(lines.join('\n'), known);
  const scale = Math.min(PICTURE.width / picture.width, PICTURE.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  pdf.font('regular').fontSize(TEXT_SIZE);
  const words = pdf.heightOfString(text, { width: PAGE.width });
  if (pdf.y + height + words + GAP > PAGE.bottom) pdf.addPage();
  pdf.image(Buffer.from(picture.bytes), PAGE.margin, pdf.y, { width, height });
  pdf.y += height + GAP;
  pdf.text(text, PAGE.margin, pdf.y);
  pdf.y += 3 * GAP;
}

/** Writes `2 / 9` under each page; returns how many there are. */
function number(pdf: PDFKit.PDFDocument): number {
  const { start, count } = pdf.bufferedPageRange();
  for (let index = 0; index < count; index += 1) {
    pdf.switchToPage(start + index);
    const below = PAGE.bottom + 2 * GAP;
    // Below the margin pdfkit would begin another page.
    pdf.page.margins.bottom = 0;
    pdf
      .font('regular')
      .fontSize(TEXT_SIZE)
      .text(`${index + 1} / ${count}`, PAGE.margin, below, { lineBreak: false });
  }
  return count;
}

function toKnown(text: string, font: Font): string {
  const characters = [...text.toWellFormed().normalize('NFC')].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\n' || font.hasGlyphForCodePoint(code)) return character;
    return code < 0x20 ? ' ' : `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  });
  return characters.join('');
}
