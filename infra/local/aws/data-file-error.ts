/** A file of the data folder that is not what a run has written: damaged, or another program's. */
export class DataFileError extends Error {
  override readonly name = 'DataFileError';
  readonly path: string;

  constructor(path: string, cause: unknown) {
    super(`${path} cannot be read`, { cause });
    this.path = path;
  }
}
