/** What Lambda hands to a function of a queue, and what it is told of each message (Developer Guide, "Using Lambda with Amazon SQS"). */

export interface QueueMessage {
  readonly messageId: string;
  readonly body: string;
  readonly attributes?: { readonly ApproximateReceiveCount?: string };
}

export interface QueueEvent {
  readonly Records: readonly QueueMessage[];
}

export interface QueueResponse {
  /** The messages that come again. */
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Tries `work`, and logs why it failed. */
export async function tryMessage(message: QueueMessage, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    const { name, message: detail } = error instanceof Error ? error : { name: 'unknown', message: '' };
    console.error(JSON.stringify({ outcome: 'failed', message_id: message.messageId, error: name, detail }));
    return false;
  }
}

export function toQueueResponse(failed: readonly QueueMessage[]): QueueResponse {
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
