/** Holds the state, and tells of every change. */
import type { AppState } from './app-state.ts';

export interface AppStore {
  get(): AppState;
  update(change: Partial<AppState> | ((state: AppState) => Partial<AppState>)): void;
  subscribe(listener: (state: AppState, before: AppState) => void): void;
}

export function createAppStore(initial: AppState): AppStore {
  let state = initial;
  const listeners: ((state: AppState, before: AppState) => void)[] = [];
  return {
    get: () => state,
    update(change) {
      const before = state;
      state = { ...state, ...(typeof change === 'function' ? change(state) : change) };
      for (const listener of listeners) listener(state, before);
    },
    subscribe(listener) {
      listeners.push(listener);
    },
  };
}
