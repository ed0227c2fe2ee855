/** A test of routes at the edge: its file shares one world and its people's tokens; each test asks a function of its own. */
import { test } from 'vitest';
import { EDGE_ROUTES } from './edge-routes.ts';
import { createEdgeWorld } from './edge-world.ts';
import { mintToken, NOW } from './issuer.ts';

export const edgeTest = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest takes no other way to say that nothing is needed.
  .extend('world', { scope: 'file' }, async ({}, { onCleanup }) => {
    const world = await createEdgeWorld();
    onCleanup(() => world.close());
    return world;
  })
  .extend('worker', { scope: 'file' }, () => mintToken())
  .extend('customer', { scope: 'file' }, () => mintToken({ sub: 'customer-1', roles: ['customer'] }))
  .extend('dispatcher', { scope: 'file' }, () => mintToken({ sub: 'dispatcher-1', roles: ['dispatcher'] }))
  /** Nothing is cached in it, and its clock stands at NOW. */
  .extend('edge', ({ world }) => {
    world.setClock(NOW);
    return world.start(EDGE_ROUTES);
  });
