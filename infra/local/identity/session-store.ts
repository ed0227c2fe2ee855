/** Keeps the provider's sessions, grants and tokens in one SQLite file, so that who signed in stays so over a restart. */
import { DatabaseSync } from 'node:sqlite';
import type { Adapter, AdapterPayload } from 'oidc-provider';

export interface SessionStore {
  /** The provider asks for one per kind of artifact (`Session`, `RefreshToken`, …). */
  adapter(kind: string): Adapter;
  close(): void;
}

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS artifact (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    payload TEXT NOT NULL,
    expires_at INTEGER,
    uid TEXT,
    user_code TEXT,
    grant_id TEXT,
    PRIMARY KEY (kind, id)
  );
  CREATE INDEX IF NOT EXISTS artifact_by_uid ON artifact (kind, uid);
  CREATE INDEX IF NOT EXISTS artifact_by_grant ON artifact (grant_id);`;

/**
 * A phone may lose the response that brought its next refresh token: it may ask again for a minute, as with Cognito's
 * longest `RetryGracePeriodSeconds`. After that, a spent token is taken for a stolen one.
 */
const REFRESH_AGAIN_SECONDS = 60;

/** `now` gives Unix milliseconds. */
export function createSessionStore(path: string, now: () => number): SessionStore {
  const database = new DatabaseSync(path);
  database.exec(SCHEMA);
  const nowSeconds = () => Math.floor(now() / 1000);
  database.prepare('DELETE FROM artifact WHERE expires_at <= ?').run(nowSeconds());
  const upsert = database.prepare('INSERT OR REPLACE INTO artifact VALUES (?, ?, ?, ?, ?, ?, ?)');
  const find = database.prepare('SELECT payload, expires_at FROM artifact WHERE kind = ? AND id = ?');
  const findByUid = database.prepare('SELECT payload, expires_at FROM artifact WHERE kind = ? AND uid = ?');
  const findByUserCode = database.prepare('SELECT payload, expires_at FROM artifact WHERE kind = ? AND user_code = ?');
  const consume = database.prepare(
    "UPDATE artifact SET payload = json_insert(payload, '$.consumed', ?) WHERE kind = ? AND id = ?",
  );
  const destroy = database.prepare('DELETE FROM artifact WHERE kind = ? AND id = ?');
  const revoke = database.prepare('DELETE FROM artifact WHERE kind = ? AND grant_id = ?');
  const read = (kind: string, row: Readonly<Record<string, unknown>> | undefined): AdapterPayload | undefined => {
    if (!row || (typeof row.expires_at === 'number' && row.expires_at <= nowSeconds())) return undefined;
    const { consumed, ...payload }: AdapterPayload = JSON.parse(String(row.payload));
    const againUntil = kind === 'RefreshToken' ? Number(consumed) + REFRESH_AGAIN_SECONDS : 0;
    return consumed === undefined || nowSeconds() < againUntil ? payload : { ...payload, consumed };
  };
  return {
    adapter: (kind) => ({
      async upsert(id, payload, expiresIn) {
        const expiresAt = expiresIn === undefined ? null : nowSeconds() + expiresIn;
        const { uid = null, userCode = null, grantId = null } = payload;
        upsert.run(kind, id, JSON.stringify(payload), expiresAt, uid, userCode, grantId);
      },
      find: async (id) => read(kind, find.get(kind, id)),
      findByUid: async (uid) => read(kind, findByUid.get(kind, uid)),
      findByUserCode: async (userCode) => read(kind, findByUserCode.get(kind, userCode)),
      consume: async (id) => void consume.run(nowSeconds(), kind, id),
      destroy: async (id) => void destroy.run(kind, id),
      revokeByGrantId: async (grantId) => void revoke.run(kind, grantId),
    }),
    close: () => database.close(),
  };
}
