/** Which sample photo goes into which job, and how the phone held it: EXIF orientations are part of the variety. */
import sharp from 'sharp';
import type { Stage } from '../../../origin/records.ts';
import type { DemoUserName } from './demo-users.ts';
import { drawDriveway, drawGarage, drawReceipt, type Scene } from './scenes.ts';

/** EXIF's: 1 upright, 3 upside down, 6 and 8 on either side (CIPA DC-008, tag 0x0112). */
type Orientation = 1 | 3 | 6 | 8;

export interface DemoPhoto {
  /** Capture id: asking again gives the same photo. */
  readonly id: string;
  readonly jobId: string;
  readonly by: DemoUserName;
  readonly title: string;
  readonly stage: Stage;
  readonly minutesAgo: number;
  readonly orientation: Orientation;
  readonly scene: Scene;
}

const RECEIPT = [
  'Ticket    00418',
  'Mixed C&amp;D  1.42 t',
  'Rate      74.00',
  '----------------',
  'Total    105.08',
  'PAID   VISA 4242',
];

export const DEMO_PHOTOS: readonly DemoPhoto[] = [
  {
    id: 'sample-garage-before',
    jobId: 'j-1',
    by: 'worker',
    title: 'Garage as we found it',
    stage: 'before',
    minutesAgo: 170,
    orientation: 6,
    scene: drawGarage(11, { cleared: false }),
  },
  {
    id: 'sample-garage-pile',
    jobId: 'j-1',
    by: 'worker',
    title: 'All of it on the driveway',
    stage: 'load',
    minutesAgo: 140,
    orientation: 1,
    scene: drawDriveway(12, { pile: true, truck: false }),
  },
  {
    id: 'sample-garage-truck',
    jobId: 'j-1',
    by: 'worker',
    title: 'Loaded',
    stage: 'load',
    minutesAgo: 95,
    orientation: 3,
    scene: drawDriveway(13, { pile: false, truck: true }),
  },
  {
    id: 'sample-garage-after',
    jobId: 'j-1',
    by: 'worker',
    title: 'Swept',
    stage: 'after',
    minutesAgo: 80,
    orientation: 8,
    scene: drawGarage(14, { cleared: true }),
  },
  {
    id: 'sample-garage-receipt',
    jobId: 'j-1',
    by: 'worker',
    title: 'Dump receipt',
    stage: 'receipt',
    minutesAgo: 35,
    orientation: 6,
    scene: drawReceipt(RECEIPT),
  },
  {
    id: 'sample-office-before',
    jobId: 'j-2',
    by: 'worker-2',
    title: 'Desks by the lift',
    stage: 'before',
    minutesAgo: 240,
    orientation: 1,
    scene: drawGarage(21, { cleared: false }),
  },
  {
    id: 'sample-yard-before',
    jobId: 'j-3',
    by: 'worker',
    title: 'Storm debris',
    stage: 'before',
    minutesAgo: 1300,
    orientation: 1,
    scene: drawDriveway(31, { pile: true, truck: false }),
  },
  {
    id: 'sample-yard-after',
    jobId: 'j-3',
    by: 'worker-2',
    title: 'Clear',
    stage: 'after',
    minutesAgo: 1200,
    orientation: 6,
    scene: drawDriveway(32, { pile: false, truck: false }),
  },
];

/** Renders a JPEG as the camera would have stored it: turned, with the tag that says how to turn it back. */
export async function renderDemoPhoto({ scene, orientation, minutesAgo }: DemoPhoto, nowMs: number): Promise<Buffer> {
  const takenAt = new Date(nowMs - minutesAgo * 60_000).toISOString();
  const upright = await sharp(Buffer.from(scene.svg))
    .flatten({ background: '#fff' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = upright.info;
  return sharp(upright.data, { raw: { width, height, channels } })
    .rotate({ 1: 0, 3: 180, 6: 270, 8: 90 }[orientation])
    .jpeg({ quality: 84 })
    .withExif({
      IFD0: { Make: 'Edgeshot', Model: 'Sample Camera', Orientation: String(orientation) },
      IFD2: { DateTimeOriginal: formatExifTime(takenAt), OffsetTimeOriginal: '+00:00' },
    })
    .withMetadata({ orientation })
    .toBuffer();
}

/** `2026:11-22T…` becomes `2026:11:22 12:00:00`. */
function formatExifTime(iso: string): string {
  return iso.slice(0, 19).replaceAll('-', ':').replace('T', ' ');
}
