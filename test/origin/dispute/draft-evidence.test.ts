import { createHash } from 'node:crypto';
import { describe, expect } from 'vitest';
import { draftEvidence } from '../../../origin/dispute/draft-evidence.ts';
import { EVIDENCE_BOUNDS } from '../../../origin/dispute/make-document.ts';
import type { DisputePort } from '../../../origin/dispute/ports.ts';
import { findTermsText, hashTerms } from '../../../origin/terms.ts';
import { readPdf } from '../../support/read-pdf.ts';
import { BOOKING_ID, toDisputedBooking, toJobEntry, toProvenPhoto } from './evidence-cases.ts';
import { evidenceTest as it } from './evidence-test.ts';

const CRASH = new Error('the process was gone');

/** Stripe, and a process that dies behind one of its calls. */
function dieBehind(disputes: DisputePort, step: 'upload' | 'attach'): DisputePort {
  const die = async () => {
    throw CRASH;
  };
  if (step === 'upload') return { ...disputes, upload: (...args) => disputes.upload(...args).then(die) };
  return { ...disputes, attach: (...args) => disputes.attach(...args).then(die) };
}

describe('draftEvidence', () => {
  it('attaches a PDF with photos, hashes, the audit log and the terms as a draft', async ({ disputed, world }) => {
    const { dispute, draft, readFile, photos } = disputed;
    expect(await draft()).toBe('drafted');
    expect(dispute).toMatchObject({
      status: 'needs_response',
      evidence: { customer_name: 'Ada Byron', service_date: '2026-12-01' },
      evidence_details: { has_evidence: true, submission_count: 0 },
    });
    const bytes = readFile();
    const { text, pages } = await readPdf(bytes);
    for (const { sha256 } of photos) expect(text).toContain(sha256);
    for (const words of [
      'Ada Byron',
      '12 Pine Road',
      'Half truck',
      'Verified: yes',
      'photo stored',
      'those of 2026-11-01',
      'Until 24 hours before your half day you get all of it back',
    ]) {
      expect(text).toContain(words);
    }
    const row = await world.ports.rows.read(dispute.id);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(row).toMatchObject({ state: 'drafted', pages, sha256, file_id: dispute.evidence.service_documentation });
    expect((await world.readEntries()).at(-1)).toMatchObject({ detail: { dispute: dispute.id, sha256, pages } });
  });

  it('shows no drawing: what was drawn later is no evidence', async ({ disputed, world }) => {
    const { draft, readFile, photos } = disputed;
    const sha256 = 'dd'.repeat(32);
    const drawing = { ...toProvenPhoto({ number: 9, stage: 'after', sha256 }), drawn_on: photos[0]?.photo_id };
    await world.put(drawing);
    expect(await draft()).toBe('drafted');
    expect((await readPdf(readFile())).text).not.toContain(sha256);
  });

  it('does nothing when it is asked again', async ({ disputed, world }) => {
    const { draft } = disputed;
    await draft();
    const [files, entries] = [world.emulator.account.files.size, (await world.readEntries()).length];
    expect(await draft()).toBe('known');
    expect([world.emulator.account.files.size, (await world.readEntries()).length]).toEqual([files, entries]);
  });

  it('counts one document when two are at it at once', async ({ disputed, world }) => {
    const { dispute, draft } = disputed;
    const before = (await world.readEntries()).length;
    const outcomes = await Promise.all([draft(), draft(), draft()]);
    expect(outcomes.filter((outcome) => outcome === 'drafted')).toHaveLength(1);
    expect((await world.ports.rows.read(dispute.id))?.file_id).toBe(dispute.evidence.service_documentation);
    expect((await world.readEntries()).length).toBe(before + 1);
    expect(dispute.evidence_details.submission_count).toBe(0);
  });

  it.for(['upload', 'attach'] as const)(
    'goes on where a process died behind its %s',
    async (step, { disputed, world }) => {
      const { dispute, draft } = disputed;
      await expect(draft({ disputes: dieBehind(world.ports.disputes, step) })).rejects.toThrow(CRASH);
      const attached = dispute.evidence.service_documentation;
      expect(await draft()).toBe('drafted');
      if (step === 'attach') expect(dispute.evidence.service_documentation).toBe(attached);
      expect(await world.ports.rows.read(dispute.id)).toMatchObject({
        state: 'drafted',
        file_id: dispute.evidence.service_documentation,
      });
      expect(dispute.evidence_details.submission_count).toBe(0);
    },
  );

  it('leaves what somebody has attached, and the words that somebody has written', async ({ disputed }) => {
    const { dispute, draft } = disputed;
    Object.assign(dispute.evidence, { service_documentation: 'file_theirs' });
    expect(await draft()).toBe('theirs');
    expect(dispute.evidence).toMatchObject({ service_documentation: 'file_theirs', customer_name: null });
  });

  it('overwrites no text', async ({ disputed }) => {
    const { dispute, draft } = disputed;
    Object.assign(dispute.evidence, { customer_name: 'Countess of Lovelace' });
    await draft();
    expect(dispute.evidence).toMatchObject({ customer_name: 'Countess of Lovelace', service_date: '2026-12-01' });
  });

  it('comes too late for a dispute that is over', async ({ disputed, world }) => {
    const { dispute, draft } = disputed;
    Object.assign(dispute, { status: 'lost' });
    const files = world.emulator.account.files.size;
    expect([await draft(), await draft()]).toEqual(['over', 'known']);
    expect(world.emulator.account.files.size).toBe(files);
  });
});

describe('the terms in the evidence', () => {
  it('stand as they were accepted, in the customer’s language and in English', async ({ disputed, world }) => {
    const accepted = findTermsText('2026-11-01', 'es') ?? '';
    const { payment_intent } = disputed.dispute;
    const more = { language: 'es', terms_sha256: hashTerms(accepted) } as const;
    await world.put(toDisputedBooking(String(payment_intent), more));
    await disputed.draft();
    const { text } = await readPdf(disputed.readFile());
    for (const words of [
      'Después te devolvemos tres cuartos',
      'The same in English',
      hashTerms(accepted).slice(0, 40),
    ]) {
      expect(text.replaceAll(/\s+/g, ' ')).toContain(words);
    }
  });

  it('are not those that somebody has written over them since', async ({ disputed, world }) => {
    const { payment_intent } = disputed.dispute;
    await world.put(toDisputedBooking(String(payment_intent), { terms_sha256: 'e'.repeat(64) }));
    await disputed.draft();
    const { text } = await readPdf(disputed.readFile());
    expect(text).toContain('Their text is not in the records any more.');
    expect(text).not.toContain('Until 24 hours');
  });
});

describe('a document that is too long for the card’s network', () => {
  it('is made again with less, until Stripe takes it, and the last one counts', async ({ disputed, world }) => {
    const { dispute, draft, photos } = disputed;
    const many = Array.from({ length: 40 }, (_, number) =>
      toProvenPhoto({ number: number + 10, stage: 'after', sha256: photos[1]?.sha256 ?? '' }),
    );
    const cases = { read: async () => ({ booking: disputed.booking, job: null, photos: many, audit: [] }) };
    const [picture] = await Promise.all(photos.map((photo) => world.ports.pictures.read(photo, 60_000)));
    const pictures = { read: async () => picture ?? null };
    const asked: number[] = [];
    const attach: DisputePort['attach'] = async (...args) => {
      const pages = (await world.ports.rows.read(dispute.id))?.pages ?? 0;
      asked.push(pages);
      return pages > 7 ? 'too-long' : world.ports.disputes.attach(...args);
    };
    expect(await draft({ cases, pictures, disputes: { ...world.ports.disputes, attach } })).toBe('drafted');
    const row = await world.ports.rows.read(dispute.id);
    expect(asked.length).toBeGreaterThan(1);
    expect(row).toMatchObject({
      state: 'drafted',
      file_id: dispute.evidence.service_documentation,
      pages: asked.at(-1),
    });
  });
});

describe('attack: a dispute of another payment', () => {
  it('draws nothing of a booking for it', async ({ disputed, world }) => {
    await world.put(toDisputedBooking('pi_another'));
    expect(await disputed.draft()).toBe('wrong-booking');
    const none = { booking_id: `b-${'2'.repeat(20)}`, dispute_id: disputed.dispute.id };
    expect(await draftEvidence(none, world.ports)).toBe('no-booking');
    expect(disputed.dispute.evidence.service_documentation).toBeNull();
  });
});

describe('attack: the key of evidence', () => {
  it('may give no money back', async ({ disputed, world }) => {
    const body = new URLSearchParams({ payment_intent: String(disputed.dispute.payment_intent) });
    const headers = { authorization: 'Bearer rk_test_evidence' };
    const response = await fetch(`${world.emulator.url}/v1/refunds`, { method: 'POST', headers, body });
    expect(response.status).toBe(403);
  });
});

describe('the bounds of a document', () => {
  it('hold for a job of 300 photos and 2,000 entries, in any letters', async ({ disputed, world }) => {
    const [hash = ''] = disputed.photos.map(({ sha256 }) => sha256);
    const photos = Array.from({ length: 300 }, (_, number) =>
      toProvenPhoto({ number, stage: number % 2 === 0 ? 'before' : 'after', sha256: hash ?? '', images_of: hash }),
    );
    const [picture] = await Promise.all(disputed.photos.map((photo) => world.ports.pictures.read(photo, 180_000)));
    const audit = Array.from({ length: 2_000 }, (_, number) => toJobEntry(number, 'edited'));
    const booking = toDisputedBooking(String(disputed.dispute.payment_intent), {
      name: '王小明 Привет שלום',
      address: 'x'.repeat(300),
      note: '\u0000𝒳'.repeat(250),
    });
    const cases = { read: async () => ({ booking, job: null, photos, audit }) };
    const pictures = { read: async () => picture ?? null };
    expect(await disputed.draft({ cases, pictures })).toBe('drafted');
    const bytes = disputed.readFile();
    const { pages, text } = await readPdf(bytes);
    expect(bytes.byteLength).toBeLessThanOrEqual(EVIDENCE_BOUNDS.bytes);
    expect(pages).toBeLessThanOrEqual(EVIDENCE_BOUNDS.pages);
    expect(text).toContain('[U+738B]');
    expect(text).toContain('Привет');
    expect(text).toMatch(/1920 of 2000 entries|entries are left out/);
    expect(disputed.dispute.evidence.customer_name).toBe('王小明 Привет שלום');
  });
});

describe('a photo of which there is no picture', () => {
  it('is told of by its hash', async ({ disputed, world }) => {
    const sha256 = 'f'.repeat(64);
    await world.put(toProvenPhoto({ number: 3, stage: 'damage', sha256, images_of: null }));
    await disputed.draft();
    expect((await readPdf(disputed.readFile())).text).toContain(sha256);
    expect(BOOKING_ID).toBe(disputed.booking.booking_id);
  });
});
