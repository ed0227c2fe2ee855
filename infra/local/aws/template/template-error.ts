/** The one failure of reading a template: it names the place, so that nothing is ever silently left out. */

export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  /** Logical id and property, e.g. `Uploads.Properties.VersioningConfiguration`. */
  readonly place: string;

  constructor(place: string, fault: string) {
    super(`${place}: ${fault}`);
    this.place = place;
  }
}
