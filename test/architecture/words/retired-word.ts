/** A private word that this house once had for something of the field, and how it is told from plain English. */

export interface RetiredWord {
  readonly word: string;
  readonly instead: string;
  /** `text` is all text of the repository; `names` are identifiers, members and paths. */
  readonly where: 'text' | 'names';
  readonly pattern: RegExp;
  /** Only there the word had its private sense. */
  readonly under?: RegExp;
  readonly caught: string;
  readonly innocent: string;
}

/** The words as segments of a name in whatever case, or as words of a text; not as parts of longer words. */
export function segment(words: string): RegExp {
  const forms = words.split('|');
  const capital = forms.map((form) => form[0]?.toUpperCase() + form.slice(1));
  const upper = forms.map((form) => form.toUpperCase());
  const starting = `(?<![A-Za-z])(?:${[...forms, ...capital].join('|')})(?![a-z])`;
  const inside = `(?<=[a-z0-9])(?:${capital.join('|')})(?![a-z])`;
  const shouting = `(?<![A-Za-z])(?:${upper.join('|')})(?![A-Za-z])`;
  return new RegExp([starting, inside, shouting].join('|'));
}
