/** Reads a PDF back as any reader would, by PDFium: independent of what has drawn it. */
import { PDFiumLibrary } from '@hyzyla/pdfium';

export interface ReadPdf {
  readonly pages: number;
  readonly text: string;
}

export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(Buffer.from(bytes));
  const texts = [...document.pages()].map((page) => page.getText());
  document.destroy();
  library.destroy();
  return { pages: texts.length, text: texts.join('\n') };
}
