/** A test of the phone's engine in a browser. Its file shares one browser; each test has a new phone and a blank edge. */
import { browserTest } from '../support/browser-test.ts';
import { startPhoneRig } from './phone-page.ts';

export const phoneTest = browserTest
  .extend('rig', { scope: 'file' }, async ({ browser }, { onCleanup }) => {
    const rig = await startPhoneRig(browser);
    onCleanup(() => rig.close());
    return rig;
  })
  .extend('edge', { auto: true }, ({ rig }) => {
    rig.edge.reset();
    return rig.edge;
  })
  /** The phone: what its tabs store, and no other test's. */
  .extend('context', async ({ rig }, { onCleanup }) => {
    const context = await rig.createContext();
    onCleanup(() => context.close());
    return context;
  })
  /** Opens a tab with the engine running, signed in as `subject` (null: as it was). */
  .extend(
    'openPage',
    ({ rig, context }) =>
      (subject?: string | null) =>
        rig.openPage(context, subject),
  )
  /** The same, with a clock that stands until it is moved. */
  .extend('openPageWithClock', ({ rig, context }) => async () => {
    const page = await context.newPage();
    await page.clock.install();
    await rig.startEngine(page, 'worker');
    return page;
  });
