import { describe, expect } from 'vitest';
import { bookingTest } from './booking-test.ts';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

const it = bookingTest
  /** What the page /book sends. */
  .extend('toForm', ({ toRequest }) => (more: Readonly<Record<string, string>> = {}) => {
    const { id: _id, slot, extras, ...texts } = toRequest();
    return { ...texts, ...slot, language: 'en', extra_mattress: String(extras.mattress), ...more };
  })
  .extend(
    'sendForm',
    ({ world }) =>
      (form: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) =>
        world.ask('/bookings', {
          method: 'POST',
          headers: { ...FORM, ...headers },
          body: String(new URLSearchParams(form)),
        }),
  )
  /** Sends the form that a page holds, as its browser would. */
  .extend('submit', ({ sendForm }) => (page: string, change: Readonly<Record<string, string>> = {}) => {
    const fields = [...page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
    return sendForm({ ...Object.fromEntries(fields.map(([, name, value]) => [name, value])), step: 'pay', ...change });
  });

describe('POST /bookings by a form', () => {
  it('shows what it costs, and keeps nothing', async ({ world, toForm, sendForm }) => {
    const before = (await world.scan('BOOKING#')).length;
    const { status, headers, text } = await sendForm(toForm());
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      // Where its browser could keep nothing, the way back from Stripe would end at an error.
      'private, no-cache',
    ]);
    for (const told of [
      'Half truck: $249.00',
      '2 × Mattress: $80.00',
      '<b>$329.00</b>',
      'Pay $329.00',
      '12 Pine Road',
    ]) {
      expect(text).toContain(told);
    }
    expect((await world.scan('BOOKING#')).length).toBe(before);
    expect(world.emulator.account.sessions.size).toBe(0);
  });

  it('then books, once however often it is sent, and leads to Stripe without a form', async ({
    world,
    toForm,
    sendForm,
    submit,
  }) => {
    const { text: review } = await sendForm(toForm());
    const [first, second] = [await submit(review), await submit(review)];
    const ids = [first, second].map(({ text }) => /Number: (b-[0-9a-f]{20})/.exec(text)?.[1]);
    expect(ids[0]).toBe(ids[1]);
    const [url] = /http:[^"]+\/c\/pay\/cs_test_\w+/.exec(first.text) ?? [];
    expect(first.text).toContain(`href="${url}"`);
    expect(first.text).not.toContain('<form');
    // Nobody is led on before the link has been seen; who has script keeps the secret, and is led on at once.
    expect(first.text).not.toContain('http-equiv="refresh"');
    const led = await submit((await sendForm(toForm({ id: 's'.repeat(32) }))).text);
    expect(led.text).toMatch(/<meta http-equiv="refresh" content="0;url=http:[^"]+\/c\/pay\/cs_test_\w+">/);
    expect(await world.scan(`BOOKING#${ids[0]}`)).toHaveLength(1);
    const [, secret = ''] = new RegExp(`/book/status#${ids[0]}\\.([\\w-]{32})"`).exec(first.text) ?? [];
    const { body } = await world.ask(`/bookings?booking_id=${ids[0]}`, { headers: { 'booking-secret': secret } });
    expect(body).toMatchObject({ state: 'pending_payment', order: { amount: 32_900 } });
  });

  it('says how it is, where it can be paid no more', async ({
    world,
    toForm,
    sendForm,
    submit,
    findSession,
    listRaised,
    send,
  }) => {
    const { text: review } = await sendForm(toForm());
    const bookingId = /Number: (b-[0-9a-f]{20})/.exec((await submit(review)).text)?.[1] ?? '';
    world.emulator.till.pay(findSession(bookingId), { kind: 'succeeds' });
    const [paid] = listRaised(bookingId).slice(-1);
    await send(paid ?? {});
    const { text } = await submit(review);
    expect([text.includes('This booking is paid.'), /refresh|\/c\/pay\//.test(text)]).toEqual([true, false]);
  });

  it('loses nothing that was typed: without script the way to change it is back', async ({ toForm, sendForm }) => {
    const [plain, noted] = [await sendForm(toForm()), await sendForm(toForm({ id: 'x'.repeat(32) }))];
    expect(plain.text).toContain('To change something, go back in your browser.');
    expect([plain.text.includes('href="/book"'), noted.text.includes('href="/book"')]).toEqual([false, true]);
  });

  it('tells in a page and in the form’s language what is wrong', async ({ toForm, sendForm }) => {
    const { status, headers, text } = await sendForm(
      toForm({ language: 'es', phone: 'x', day: '2026-11-01', terms: '' }),
    );
    expect([status, headers['content-type']]).toEqual([400, 'text/html; charset=utf-8']);
    for (const told of ['Escribe un teléfono', 'Ese medio día está lleno', 'Acepta las condiciones', 'lang="es"']) {
      expect(text).toContain(told);
    }
  });

  it('is mended where it was refused: what is wrong is a field, and nothing else has to be typed again', async ({
    toForm,
    sendForm,
  }) => {
    const sent = toForm({ phone: 'x', day: '2026-11-01', name: 'Ana "la jefa" Ruiz', id: 'i'.repeat(32) });
    const { text } = await sendForm(sent);
    expect(text).toContain('name="phone" type="tel" autocomplete="tel" value="x"');
    expect(text).toContain('name="day" type="date" required value="2026-11-01"');
    expect(text).toContain('<option value="morning" selected>');
    expect(text).toContain('name="name" value="Ana &quot;la jefa&quot; Ruiz"');
    const hidden = Object.fromEntries(
      [...text.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name = '', value = '']) => [
        name,
        value.replaceAll('&quot;', '"'),
      ]),
    );
    const { phone, day, half_day } = toForm() as Readonly<Record<string, string>>;
    const mended = await sendForm({ ...hidden, phone: phone ?? '', day: day ?? '', half_day: half_day ?? '' });
    expect([mended.status, mended.text.includes('Ana &quot;la jefa&quot; Ruiz')]).toEqual([200, true]);
    expect(hidden.id).toBe('i'.repeat(32));
  });

  it('offers every choice anew where that is what is wrong', async ({ toForm, sendForm }) => {
    const { text } = await sendForm(toForm({ size: 'free', extra_mattress: '99', terms: '' }));
    expect(text).toMatch(/<select id="size"[^>]*><option value="quarter">/);
    expect(text).toMatch(/<select id="extra_mattress"[^>]*><option value="0">/);
    expect(text).toContain('type="checkbox" name="terms" value="2026-11-01"');
  });
});

describe('attack: a form that says more than the page had', () => {
  it('has no say in the price: a total of its own is no field, and a foreign extra is none', async ({
    world,
    toForm,
    sendForm,
    submit,
    findSession,
  }) => {
    const { text: review } = await sendForm(toForm({ amount: '1', total: '1', unit_amount: '1', price: '1' }));
    expect(review).toContain('<b>$329.00</b>');
    const paid = await submit(review, { amount: '1', order: '{"amount":1}' });
    const bookingId = /Number: (b-[0-9a-f]{20})/.exec(paid.text)?.[1] ?? '';
    expect(findSession(bookingId).amount_total).toBe(32_900);
    for (const change of [{ extra_sofa: '1' }, { extra_mattress: '-1' }, { extra_mattress: '1e9' }, { size: 'free' }]) {
      expect((await submit(review, { ...change, id: 'x'.repeat(32) })).status).toBe(400);
    }
    expect(world.emulator.account.sessions.size).toBeGreaterThan(0);
  });

  it('cannot change a booking that another has made under the same id', async ({ toForm, sendForm, submit }) => {
    const { text: review } = await sendForm(toForm());
    await submit(review);
    const { status, text } = await submit(review, { size: 'quarter' });
    expect([status, text.includes('This was booked differently before')]).toEqual([400, true]);
  });

  it('stays text, whatever is typed', async ({ toForm, sendForm, submit }) => {
    const typed = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
    const { text: review } = await sendForm(toForm({ name: typed, address: typed, note: typed }));
    expect(review).not.toMatch(/<script|<img/);
    expect(review).toContain('&lt;script&gt;');
    const wrong = await sendForm(
      toForm({ name: typed, language: '"><script>', size: typed, email: typed, day: typed, [typed]: typed }),
    );
    expect([wrong.status, /<script|<img/.test(wrong.text)]).toEqual([400, false]);
    expect(wrong.text).toContain('value="&quot;&gt;&lt;script&gt;');
    expect((await submit(review, { id: typed })).text).not.toMatch(/<script|<img/);
  });

  it('is refused when it is too large, or a member of it is', async ({ toForm, sendForm }) => {
    const [large, long] = [
      await sendForm(toForm({ note: 'x'.repeat(9_000) })),
      await sendForm(toForm({ note: 'x'.repeat(501) })),
    ];
    expect([large.status, large.text.includes('too large'), long.status]).toEqual([413, true, 400]);
  });
});

describe('attack: a form of another site', () => {
  it('is turned away: nobody’s browser books in a stranger’s name', async ({ toForm, sendForm, submit }) => {
    const foreign = await sendForm(toForm(), { 'sec-fetch-site': 'cross-site' });
    expect([foreign.status, foreign.text.includes('another site')]).toEqual([403, true]);
    // Nor is it put into a form of ours, which its customer would then send.
    expect(foreign.text).not.toContain('<form');
    const { status, text } = await sendForm(toForm(), { 'sec-fetch-site': 'same-origin' });
    expect([status, (await submit(text)).status]).toEqual([200, 200]);
  });

  it.for<[string, Readonly<Record<string, string>>, number]>([
    ['of a page elsewhere', { 'sec-fetch-site': 'cross-site' }, 403],
    ['of a page under the same domain', { 'sec-fetch-site': 'same-site' }, 403],
    ['of an older browser, from a page elsewhere', { origin: 'https://evil.example' }, 403],
    ['of an older browser, from our own page', { origin: 'https://photos.example.com' }, 200],
    ['of an older browser that tells no origin', { origin: 'null' }, 200],
    ['of our own page', { 'sec-fetch-site': 'same-origin', origin: 'https://photos.example.com' }, 200],
  ])(
    'nor as JSON that any page may send as text, %s: %o gives %i',
    async ([, headers, status], { book, toRequest }) => {
      const response = await book(toRequest(), { headers: { 'content-type': 'text/plain', ...headers } });
      expect(response.status).toBe(status);
    },
  );
});
