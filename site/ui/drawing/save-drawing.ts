/** Makes a JPEG of a picture with what is drawn on it. */
import { fitPicture } from './draw-board.ts';
import { drawMarks, type Mark } from './marks.ts';

/** iOS has no canvas of more than 16.7 million px. */
const LONGEST_EDGE = 4000;
const QUALITY = 0.9;

/** @throws {Error} when this browser can't draw it */
export async function renderDrawing(picture: HTMLImageElement, marks: readonly Mark[]): Promise<Blob> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, fitPicture(picture, LONGEST_EDGE));
  const pencil = canvas.getContext('2d');
  if (!pencil) throw new Error('no 2d context');
  pencil.drawImage(picture, 0, 0, canvas.width, canvas.height);
  drawMarks(pencil, marks, canvas);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  // iOS counts canvases until they are collected.
  canvas.width = 0;
  if (!blob) throw new Error('no JPEG of this canvas');
  return blob;
}

/** The first of these addresses that gives a picture: its copy, else its preview. @throws {Error} when none does */
export async function loadPicture(urls: readonly (string | null)[]): Promise<HTMLImageElement> {
  for (const url of urls) {
    if (url === null) continue;
    const picture = new Image();
    picture.src = url;
    picture.alt = '';
    const isThere = await picture.decode().then(
      () => true,
      () => false,
    );
    if (isThere) return picture;
  }
  throw new Error('no picture of it');
}
