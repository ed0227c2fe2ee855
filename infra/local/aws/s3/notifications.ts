/**
 * Event notifications ("Event message structure"). What is to be announced of a version lies beside it on disk until its
 * targets have taken it over, so that a kill in between only repeats it: at least once, as S3 promises. A target
 * that fails is tried again every few seconds; the client that wrote the object does not wait for that.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { type NotificationRule, selectRules } from './notification-configuration.ts';
import { formatSequence, type ObjectVersion } from './object-version.ts';
import type { S3Event } from './s3-event.ts';
import type { S3Store } from './store.ts';

const RETRY_DELAY_MS = 3000;

/** One message and where it goes. */
export interface EventNotification {
  readonly targetArn: string;
  readonly message: unknown;
}

export interface Notifier {
  /** The text to keep beside the version; null where nobody wants to know. */
  prepare(event: S3Event): string | null;
  /** Hands a prepared text to its targets and forgets it. Never throws: what fails is repeated. */
  announce(bucket: string, version: ObjectVersion, prepared: string | null): Promise<void>;
  /** Hands over at once what has no version to lie beside: a removal. */
  send(notifications: readonly EventNotification[]): Promise<void>;
  /** Hands over once; tells whether all targets took it. */
  probe(notifications: readonly EventNotification[]): Promise<boolean>;
  /** Repeats what a kill left behind. */
  resume(): Promise<void>;
  close(): void;
}

export interface NotifierOptions {
  readonly store: S3Store;
  readonly region: string;
  readonly accountId: string;
  readonly now: () => number;
  readonly deliver: (targetArn: string, notification: unknown) => Promise<void>;
  /** Between two tries of a target that failed; 3 s where it is left out. */
  readonly retryDelayMs?: number;
}

/** S3 encodes keys in events as in a form: a blank is `+`, slashes stay. */
export function encodeEventKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/%20/g, '+')
    .replace(/%2F/g, '/')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** What an event message tells beside the event itself. */
type EventContext = Pick<NotifierOptions, 'region' | 'accountId' | 'now'>;

function formatRecord(event: S3Event, rule: NotificationRule, options: EventContext): unknown {
  const { bucket, version, name } = event;
  const isRemoval = name.startsWith('ObjectRemoved');
  return {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: options.region,
    eventTime: new Date(options.now()).toISOString(),
    eventName: name,
    userIdentity: { principalId: event.principalId },
    requestParameters: { sourceIPAddress: event.sourceIp },
    responseElements: { 'x-amz-request-id': event.requestId, 'x-amz-id-2': event.hostId },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: rule.id,
      bucket: {
        name: bucket.record.name,
        ownerIdentity: { principalId: options.accountId },
        arn: `arn:aws:s3:::${bucket.record.name}`,
      },
      object: {
        key: encodeEventKey(version.key),
        ...(isRemoval && !version.isDeleteMarker ? {} : { size: version.size, eTag: version.etag }),
        ...(version.versionId === 'null' ? {} : { versionId: version.versionId }),
        sequencer: formatSequence(version.sequence),
      },
    },
  };
}

export function formatEventNotifications(event: S3Event, options: EventContext): readonly EventNotification[] {
  const rules = event.bucket.record.configurations.notification ?? [];
  return selectRules(rules, event.name, event.version.key).map((rule) => ({
    targetArn: rule.targetArn,
    message: { Records: [formatRecord(event, rule, options)] },
  }));
}

function parseEventNotifications(text: string): readonly EventNotification[] {
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value : [];
}

/** Sends until all targets have taken what is sent, or the signal ends it. */
interface Sender {
  sendOnce(notifications: readonly EventNotification[]): Promise<boolean>;
  /** Resolves after the first try; where that failed, further tries follow in the background. */
  deliverAll(notifications: readonly EventNotification[], onDone: () => Promise<void>): Promise<void>;
}

function createSender(options: NotifierOptions, signal: AbortSignal): Sender {
  const sendOnce = async (notifications: readonly EventNotification[]): Promise<boolean> => {
    const results = await Promise.allSettled(
      notifications.map(({ targetArn, message }) => options.deliver(targetArn, message)),
    );
    return results.every(({ status }) => status === 'fulfilled');
  };
  const repeat = async (notifications: readonly EventNotification[], onDone: () => Promise<void>): Promise<void> => {
    try {
      do {
        await wait(options.retryDelayMs ?? RETRY_DELAY_MS, undefined, { ref: false, signal });
      } while (!(await sendOnce(notifications)));
      await onDone();
    } catch {
      // Closed meanwhile: the text on disk is sent at the next start.
    }
  };
  return {
    sendOnce,
    deliverAll: async (notifications, onDone) => {
      if (await sendOnce(notifications)) {
        await onDone();
        return;
      }
      void repeat(notifications, onDone);
    },
  };
}

export function createNotifier(options: NotifierOptions): Notifier {
  const stop = new AbortController();
  const sender = createSender(options, stop.signal);
  const announce = async (bucket: string, version: ObjectVersion, prepared: string | null): Promise<void> => {
    if (prepared !== null) {
      await sender.deliverAll(parseEventNotifications(prepared), () =>
        options.store.forgetNotifications(bucket, version),
      );
    }
  };
  return {
    prepare: (event) => {
      const notifications = formatEventNotifications(event, options);
      return notifications.length === 0 ? null : JSON.stringify(notifications);
    },
    announce,
    send: (notifications) => sender.deliverAll(notifications, async () => {}),
    probe: sender.sendOnce,
    resume: async () => {
      for (const { bucket, version, notifications } of await options.store.listPendingNotifications()) {
        await announce(bucket, version, notifications);
      }
    },
    close: () => stop.abort(),
  };
}
