/** `npm run architecture`: draws docs/architecture.svg anew from the imports. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readTree } from '../read-tree.ts';
import { formatPicture } from './format-picture.ts';
import { planRooms } from './rooms.ts';

const ROOT = new URL('../../..', import.meta.url).pathname.replace(/\/$/, '');

const HELP = `npm run architecture

Draws docs/architecture.svg anew from the imports of the source files. A test holds the picture to them.`;

const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
if (values.help) console.log(HELP);
else writeFileSync(`${ROOT}/docs/architecture.svg`, formatPicture(planRooms(readTree(ROOT).modules)));
