/** A failure that a service of the AWS JSON protocol answers with: its shape's name is what SDK clients switch on. */

export interface ServiceErrorOptions {
  /** HTTP status; 400 unless told. */
  readonly status?: number;
  /** Code of the older query protocol, which SQS sends along in `x-amzn-query-error`. */
  readonly queryCode?: string;
}

export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** Such as `QueueDoesNotExist`, without its namespace. */
  readonly code: string;
  readonly status: number;
  readonly queryCode: string | undefined;

  constructor(code: string, message: string, { status = 400, queryCode }: ServiceErrorOptions = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.queryCode = queryCode;
  }
}
