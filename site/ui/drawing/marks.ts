/** What is drawn on a photo: arrows, circles and words, by places in the picture, so that they are the same at every size. */

/** In widths and heights of the picture, from its upper left corner. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export const TOOLS = ['arrow', 'circle', 'text'] as const;
export type Tool = (typeof TOOLS)[number];

/** Seen on sand, snow and asphalt, and told apart by who sees no red. */
export const COLOURS = { red: '#e0142a', yellow: '#ffd400', blue: '#0a58ff' } as const;
export type Colour = keyof typeof COLOURS;

export interface Mark {
  readonly tool: Tool;
  readonly colour: Colour;
  readonly from: Place;
  /** An arrow's point; of a circle the corner across. */
  readonly to: Place;
  /** Of `text` alone. */
  readonly text: string;
}

export const MAX_MARK_LENGTH = 60;

type Pencil = Pick<
  CanvasRenderingContext2D,
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'ellipse'
  | 'stroke'
  | 'strokeText'
  | 'fillText'
  | 'measureText'
  | 'strokeStyle'
  | 'fillStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'font'
  | 'textBaseline'
>;

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Of the longer edge. */
const STROKE = 0.007;
const HEAD = 0.035;
const LETTERS = 0.045;

/** Draws marks, each with a light edge, so that it is seen on whatever it lies. */
export function drawMarks(pencil: Pencil, marks: readonly Mark[], size: PictureSize): void {
  pencil.lineCap = 'round';
  pencil.lineJoin = 'round';
  for (const mark of marks) drawMark(pencil, mark, size);
}

function drawMark(pencil: Pencil, { tool, text, ...mark }: Mark, size: PictureSize): void {
  const edge = Math.max(size.width, size.height);
  const [from, to] = [toPixels(mark.from, size), toPixels(mark.to, size)];
  const colour = COLOURS[mark.colour];
  const strokes = [
    { style: '#fff', width: 2 },
    { style: colour, width: 1 },
  ];
  if (tool === 'text') drawText(pencil, text, { at: from, size, edge, colour });
  else
    for (const { style, width } of strokes) {
      pencil.strokeStyle = style;
      pencil.lineWidth = edge * STROKE * width;
      pencil.beginPath();
      if (tool === 'arrow') traceArrow(pencil, { from, to, head: edge * HEAD });
      else traceCircle(pencil, from, to);
      pencil.stroke();
    }
}

interface Line {
  readonly from: Place;
  readonly to: Place;
  readonly head: number;
}

function traceArrow(pencil: Pencil, { from, to, head }: Line): void {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  pencil.moveTo(from.x, from.y);
  pencil.lineTo(to.x, to.y);
  for (const side of [-1, 1]) {
    const back = angle + side * (Math.PI - Math.PI / 6);
    pencil.moveTo(to.x, to.y);
    pencil.lineTo(to.x + head * Math.cos(back), to.y + head * Math.sin(back));
  }
}

function traceCircle(pencil: Pencil, from: Place, to: Place): void {
  const [rx, ry] = [Math.abs(to.x - from.x) / 2, Math.abs(to.y - from.y) / 2];
  const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2];
  pencil.moveTo(x + rx, y);
  pencil.ellipse(x, y, rx, ry, 0, 0, 2 * Math.PI);
}

interface Lettering {
  readonly at: Place;
  readonly size: PictureSize;
  readonly edge: number;
  readonly colour: string;
}

/** Words that would leave the picture begin sooner, and where that is not enough are smaller. */
function drawText(pencil: Pencil, text: string, { at, size, edge, colour }: Lettering): void {
  const setFont = (height: number) => {
    pencil.font = `700 ${height}px system-ui, sans-serif`;
    return pencil.measureText(text).width;
  };
  const wanted = setFont(edge * LETTERS);
  const room = size.width * 0.96;
  const width = wanted > room ? setFont((edge * LETTERS * room) / wanted) : wanted;
  const x = Math.max(size.width * 0.02, Math.min(at.x, size.width * 0.98 - width));
  pencil.textBaseline = 'middle';
  pencil.strokeStyle = '#fff';
  pencil.lineWidth = edge * STROKE * 1.4;
  pencil.strokeText(text, x, at.y);
  pencil.fillStyle = colour;
  pencil.fillText(text, x, at.y);
}

function toPixels({ x, y }: Place, { width, height }: PictureSize): Place {
  return { x: x * width, y: y * height };
}

/** Where in a picture that is fitted into a box something lies; null beside it. @param at in px of the box */
export function findPlace(at: Place, box: PictureSize, picture: PictureSize): Place | null {
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const x = (at.x - (box.width - picture.width * scale) / 2) / (picture.width * scale);
  const y = (at.y - (box.height - picture.height * scale) / 2) / (picture.height * scale);
  return x >= 0 && x <= 1 && y >= 0 && y <= 1 ? { x, y } : null;
}
