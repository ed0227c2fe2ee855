/** The English texts of the first screens. Those of the lazy parts are in en-lazy.ts. */
import type { Message } from './messages.ts';

export const en = {
  'app.skip': 'Skip to content',
  'app.retry': 'Try again',
  'app.back': 'Back',
  'app.account': 'Account',

  'sign-in.title': 'Job photos that arrive.',
  'sign-in.lead': 'Take the picture. It is safe on your phone at once and in the job as soon as there is signal.',
  'sign-in.do': 'Sign in',
  'sign-in.busy': 'Signing you in…',
  'sign-in.waiting': {
    one: '{n} photo on this phone waits for its owner to sign in.',
    other: '{n} photos on this phone wait for their owner to sign in.',
  },

  'jobs.title': 'Jobs',
  'jobs.live': 'Live',
  'jobs.none': 'No jobs yet',
  'jobs.none.hint': 'Jobs of yours show up here.',
  'jobs.choose': 'Choose a job',
  'jobs.choose.hint': 'Its photos open here.',

  'count.photos': { one: '{n} photo', other: '{n} photos' },
  'count.waiting': '{n} on this phone',
  'count.arriving': '{n} arriving',

  'job.capture': 'Take photo',
  'job.library': 'Add from library',
  'job.stages': 'What does the next photo show?',
  'job.title': 'Title for the next photos',
  'job.title.placeholder': 'Title (optional)',
  'job.unknown': 'This job is not in your list.',

  'stage.before': 'Before',
  'stage.load': 'Load',
  'stage.after': 'After',
  'stage.receipt': 'Receipt',
  'stage.damage': 'Damage',

  'waiting.only-here': { one: '{n} photo is only on this phone', other: '{n} photos are only on this phone' },
  'waiting.saving': { one: 'Saving {n} photo…', other: 'Saving {n} photos…' },
  'waiting.offline': 'They send by themselves when there is signal.',
  'waiting.server': 'The service takes nothing now. They send by themselves when it does.',
  'waiting.sign-in': { one: 'Sign in to send {n} photo', other: 'Sign in to send {n} photos' },
  'waiting.sending': 'Sending. You can lock the phone: what is not sent yet stays here.',
  'waiting.send-now': 'Send now',

  'load.failed': 'This could not be loaded.',
  'load.busy': 'Loading…',
} as const satisfies Record<string, Message>;
