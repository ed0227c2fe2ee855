/** What a text of the screens is: a plain string, or one that depends on the number `n`. `{name}` is a placeholder. */
export type Message = string | { readonly one: string; readonly other: string };

export type Params = Readonly<Record<string, string | number>>;
