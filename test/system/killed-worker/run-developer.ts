/**
 * A process of the function develop-photo: takes one event of its parent, and dies of a message about the photo POISON.
 * One about SLOW it develops only when its parent says so, as a HEIC may take a minute.
 */
import { once } from 'node:events';

const { POISON = '', SLOW = '' } = process.env;
const [event] = (await once(process, 'message')) as [{ readonly Records: readonly never[] }];
const text = JSON.stringify(event);
// As the kernel does where memory is at its end: nothing is reported.
if (text.includes(POISON)) process.kill(process.pid, 'SIGKILL');
if (text.includes(SLOW)) {
  process.send?.('slow');
  await once(process, 'message');
}
const { handler } = await import('../../../origin/develop-photo.ts');
process.send?.(await handler(event));
