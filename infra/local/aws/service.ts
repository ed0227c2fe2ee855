/** One AWS service on this machine, listening on the loopback. */
export interface LocalService {
  /** Its endpoint, without a trailing slash. */
  readonly url: string;
  close(): Promise<void>;
}
