/** The English texts of the lazy parts: album, viewer, sheets, failures. */

import type { CaptureErrorCode } from '../outbox/capture-error.ts';
import type { StuckCode } from '../outbox/entry.ts';
import { albumToolWords } from './album-words.ts';
import { bookingWords } from './bookings-words.ts';
import { compareWords } from './compare-words.ts';
import { drawingWords } from './drawing-words.ts';
import { editorWords } from './editor-words.ts';
import { enAlbum } from './en-album.ts';
import { enHistory } from './en-history.ts';
import { enJobs } from './en-jobs.ts';
import { enShared } from './en-shared.ts';
import type { Message } from './messages.ts';
import { noteWords } from './notes-words.ts';
import { photoToolWords } from './photo-tools-words.ts';
import { reportWords } from './report-words.ts';
import { takeOutWords } from './take-out-words.ts';

const captureErrors = {
  'capture.unreadable': '“{file}” can’t be read. If it is in the cloud, open it in your photos first.',
  'capture.empty': '“{file}” is empty.',
  'capture.too-large': '“{file}” is larger than 50 MB.',
  'capture.storage-full': '“{file}” was NOT saved: this phone is out of space. Free some space, then try again.',
  'capture.storage-failed': '“{file}” was NOT saved: this phone refused to keep it.',
  'capture.outdated': '“{file}” was NOT saved: a newer version of this site is open in another tab.',
  'capture.signed-out': '“{file}” was NOT saved: nobody is signed in.',
} as const satisfies Record<`capture.${CaptureErrorCode}`, Message>;

const problems = {
  'problem.bad-request': 'The server did not understand this photo.',
  'problem.token-missing': 'Sign in to continue.',
  'problem.token-invalid': 'Sign in again to continue.',
  'problem.token-expired': 'Your sign-in has ended. Sign in again.',
  'problem.access-denied': 'You are not on this job. Ask the office.',
  'problem.too-many-announced': 'Too many photos of yours are still on their way to this job.',
  'problem.job-closed': 'This job is closed and takes no more photos.',
  'problem.job-exists': 'There is another job with this id.',
  'problem.stages-missing': 'A stage that this job must show is missing. Say why, then close it.',
  'problem.photo-arriving': 'This photo is still on its way. Try again when it is here.',
  'problem.not-found': 'There is nothing here.',
  'problem.method-not-allowed': 'This can’t be done here.',
  'problem.edited-meanwhile': 'Somebody else changed this meanwhile. Look at it again, then save.',
  'problem.photo-too-large': 'The photo is larger than 50 MB.',
  'problem.body-too-large': 'That was too much at once.',
  'problem.unsupported-type': 'We do not take this kind of file.',
  'problem.ticket-expired': 'That took too long. It starts again by itself.',
  'problem.link-ended': 'This link does not work any more. Ask for a new one.',
  'problem.link-full': 'This link has taken all the photos that it can.',
  'problem.notes-full': 'No room for more notes here.',
  'problem.too-many-requests': 'Too many at once. It goes on by itself in a moment.',
  'problem.internal': 'Something went wrong on our side. It tries again by itself.',
  'problem.unavailable': 'No connection right now.',
  'problem.photo-lost': 'This browser has lost the photo’s bytes. Take it again if you can.',
  'problem.refused-by-storage': 'The photo store refused this photo.',
} as const satisfies Record<`problem.${StuckCode}`, Message>;

export const enLazy = {
  'sign-in.failed': 'Signing in did not work.',
  'nowhere.title': 'There is no such page',
  'nowhere.hint': 'The address leads nowhere here. What is on this phone is safe.',
  'photo.photo': 'Photo',
  'load.stale': 'No connection. This is what this phone saw last.',

  'app.outdated': 'A newer version of this site is open in another tab. Reload this page to go on here.',
  'app.outdated.waiting': { one: '{n} photo will be saved then.', other: '{n} photos will be saved then.' },
  'app.update': 'A new version is ready.',
  'app.update.do': 'Reload',
  'app.close': 'Close',
  'app.cancel': 'Cancel',
  'app.save': 'Save',

  'stage.none': 'No stage',

  'state.saved': 'Saved',
  'state.sending': 'Sending {percent}',
  'state.delivered': 'Delivered',
  'state.in-job': 'In job',
  'state.refused': 'Waits for job',
  'state.stuck': 'Needs you',
  'state.arriving': 'Arriving',
  'state.cut-off': 'Cut off',
  'state.unseen': 'From the customer · new',
  'state.unreadable': 'No preview',

  'say.saved': { one: 'Photo saved on this phone.', other: '{n} photos saved on this phone.' },
  'say.delivered': { one: 'Photo delivered.', other: '{n} photos delivered.' },
  'say.in-job': { one: 'Photo is in the job.', other: '{n} photos are in the job.' },
  'say.was-there': 'Already in this job. Nothing was sent again.',
  'say.refused': {
    one: 'One photo waits until its job takes it.',
    other: '{n} photos wait until their job takes them.',
  },
  'say.stuck': { one: 'One photo needs you.', other: '{n} photos need you.' },

  'waiting.stuck': {
    one: 'It can’t be sent now. Open it to see why.',
    other: 'They can’t be sent now. Open them to see why.',
  },
  'unkept.title': { one: '{n} photo is NOT saved', other: '{n} photos are NOT saved' },
  'unkept.hint': 'Only this page has it. It is lost when you close the page.',
  'unkept.show': 'Show',
  'unkept.let-go': 'Remove',
  'leaving.hint': 'One moment. It goes on by itself.',
  'leaving.stay': 'Stay here',
  'leaving.anyway': 'Go on without them',
  'stuck.title': { one: '{n} photo can’t be sent', other: '{n} photos can’t be sent' },
  'stuck.ways': 'What to do',
  'plain.send': 'Send it without saving',
  'storage.gone': {
    one: '{n} photo that was only on this phone is gone: the browser has deleted this site’s data. Take it again if you can.',
    other:
      '{n} photos that were only on this phone are gone: the browser has deleted this site’s data. Take them again if you can.',
  },
  'storage.low': 'This phone is nearly full ({free} left). Free some space before you take more photos.',
  'storage.refused':
    'This browser may clear photos that wait too long. Add Edgeshot to your home screen: then they stay.',

  'photo.retry': 'Try again',
  'photo.export': 'Save to phone',
  'photo.move': 'Send to another job',
  'photo.discard': 'Delete from this phone',
  'photo.discard.ask': 'Delete this photo?',
  'photo.cut-off': 'The end of this file is missing, and part of the picture with it. Take the photo again if you can.',
  'photo.discard.hint': 'It is only on this phone. Nobody else has it.',
  'photo.code': 'Code: {code}',

  'move.stays': {
    one: 'A small preview is in the first job already, and stays there.',
    other: '{n} small previews are in the first job already, and stay there.',
  },
  'move.failed': 'This phone could not write that down. What was not moved is safe where it was.',
  'move.done': { one: 'The photo goes to “{job}”.', other: '{n} photos go to “{job}”.' },

  'photo.give': 'Move to another job',
  'photo.given': { one: 'The photo is in “{job}” now.', other: '{n} photos are in “{job}” now.' },
  'photo.delete': 'Delete photo',
  'photo.deleted': 'Photo deleted.',
  'photo.undo': 'Undo',
  'photo.restored': 'The photo is back in the job.',

  'original.waits': 'The original ({size}) waits on this phone for Wi-Fi.',
  'original.refused': 'The original ({size}) is only on this phone.',
  'original.sending': 'The original is on its way.',

  'page.title.deleted': 'Recently deleted',
  'page.lead.deleted': 'Only the office sees these. After 30 days they are erased.',
  'page.none.deleted': 'Nothing was deleted',
  'deleted.when': { one: 'Deleted {when} · {n} day left', other: 'Deleted {when} · {n} days left' },
  'deleted.restore': 'Restore',

  'page.title.history': 'History',
  'page.lead.history': 'Who did what with this job’s photos. Nobody can change it.',
  'page.none.history': 'Nothing has happened yet',
  'history.more': 'Show earlier',

  'viewer.label': 'Photo {n} of {total}',
  'viewer.previous': 'Previous photo',
  'viewer.next': 'Next photo',
  'viewer.zoom-in': 'Zoom in',
  'viewer.zoom-out': 'Zoom out',
  'viewer.details': 'Details',
  'viewer.copy': 'Open photo',
  'original.on-phone': 'Its phone has sent a smaller copy. The original has not come.',
  'original.asked': 'The phone was asked for the original. It sends it as soon as it can, if it still has it.',
  'original.ask': 'Ask the phone for the original',
  'viewer.original': 'Open original',
  'viewer.cut-off': 'cut off: the end of the file is missing',
  'viewer.unreadable': 'No picture can be made of this file. The original is kept.',
  'unreadable.not-an-image': 'It is not a picture.',
  'unreadable.damaged': 'It is damaged.',
  'unreadable.too-large': 'It is too large.',
  'unreadable.too-many-pixels': 'It has too many pixels.',
  'unreadable.too-slow': 'Drawing it took too long.',
  'unreadable.jpeg-xl': 'It is a JPEG XL picture, which browsers do not show yet.',
  'unreadable.raw-photo': 'It is a camera’s raw file.',
  'unreadable.video': 'It is a video. Open the original to watch it.',
  'viewer.unseen': 'This photo is not on this phone. It shows when there is signal.',
  'viewer.arriving': 'This photo is still on its way.',
  'viewer.title': 'Title',
  'viewer.stage': 'Stage',
  'viewer.taken': 'Taken',
  'viewer.taken.unknown': 'Not known',
  'viewer.taken.clock-wrong': 'the phone’s clock was wrong',
  'viewer.uploaded': 'In job since',
  'viewer.by': 'By',
  'viewer.size': 'Size',
  'viewer.camera': 'Camera',
  'viewer.place': 'Place',
  'viewer.proof': 'Proof',
  'viewer.look-alike': 'Looks like one that is there:',
  'viewer.verified': 'Byte for byte what the phone sent',
  'viewer.not-verified': 'Not what the phone declared',
  'viewer.later': 'Later upload',
  'viewer.later.by': '{when} by {who}: does not stand in the photo’s place',
  'viewer.saved': 'Saved.',
  'viewer.unsaved': 'Not saved yet. It stays here while you look at other photos.',
  'viewer.theirs': 'Somebody else saved meanwhile: “{value}”. What you typed is still here.',
  'viewer.let-go': 'Discard',

  'live.bookings': 'Bookings',
  'live.title': 'Live',
  'live.lead': 'What crews are sending now, newest first.',
  'live.none': 'All quiet',
  'live.none.hint': 'Photos show up here while they are still on their way.',
  'live.last': 'Last photo: {when}',
  'live.no-photos': 'No photos yet',

  'account.title': 'Account',
  'account.data': 'Data used for photos',
  'account.storage': 'Kept safe by this browser',
  'account.storage.yes': 'Yes',
  'account.storage.no': 'Not promised',
  'account.free': 'Space left on this phone',
  'account.originals': 'Original photos',
  'account.originals.never': 'Don’t send (saves data)',
  'account.originals.wifi': 'Send on Wi-Fi',
  'account.originals.always': 'Always send',
  'account.location': 'Send where a photo was taken',
  'account.location.hint': 'The office sees the place. Customers don’t.',
  'account.language': 'Language',
  'account.language.auto': 'Like this phone',
  'account.language.not-loaded':
    'Spanish can’t be loaded now. Try again when there is signal. El español no se puede cargar ahora. Inténtalo otra vez cuando haya señal.',
  'account.sign-out': 'Sign out',
  'account.sign-out.hint': 'They stay here and wait until you sign in on this phone again. Nobody else gets them.',
  'account.sign-out.stay': 'Stay signed in',
  'account.sign-out.anyway': 'Sign out anyway',
  'account.install': 'Add to home screen',

  'role.dispatcher': 'Dispatcher',
  'role.worker': 'Crew',
  'role.customer': 'Customer',

  ...enAlbum,
  ...enHistory,
  ...enJobs,
  ...enShared,
  ...captureErrors,
  ...problems,
  ...albumToolWords.en,
  ...bookingWords.en,
  ...compareWords.en,
  ...drawingWords.en,
  ...editorWords.en,
  ...noteWords.en,
  ...photoToolWords.en,
  ...reportWords.en,
  ...takeOutWords.en,
} as const satisfies Record<string, Message>;
