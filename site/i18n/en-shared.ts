/** English: photos that another app has shared, and photos that are still on somebody's phone. */
import type { Message } from './messages.ts';

export const enShared = {
  'phones.still': {
    one: '{n} of {total} is still on {who}’s phone',
    other: '{n} of {total} are still on {who}’s phone',
  },
  'shared.title': { one: 'Which job is this photo for?', other: 'Which job are these {n} photos for?' },
  'shared.wait': {
    one: '{n} shared photo waits here for its job.',
    other: '{n} shared photos wait here for their job.',
  },
  'shared.choose': 'Choose the job',
  'shared.later': 'Later',
  'shared.drop': 'Don’t add',
  'shared.no-job': 'No job takes photos from you now. They wait here until one does.',
  'shared.lost': {
    one: '{n} photo could not be kept on this phone. It is still where you shared it from.',
    other: '{n} photos could not be kept on this phone. They are still where you shared them from.',
  },
} as const satisfies Record<string, Message>;
