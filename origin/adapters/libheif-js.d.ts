/** The part of libheif-js that is used (its package types only the raw module). */
declare module 'libheif-js/wasm-bundle.js' {
  interface HeifImage {
    get_width(): number;
    get_height(): number;
    is_primary(): boolean;
    /** Fills `target.data` (RGBA) and calls back with it, or with null when the picture cannot be decoded. */
    display<Target extends { data: Uint8Array }>(target: Target, done: (target: Target | null) => void): void;
    free(): void;
  }
  const libheif: { readonly HeifDecoder: new () => { decode(bytes: Uint8Array): HeifImage[] } };
  // biome-ignore lint/style/noDefaultExport: the package is CommonJS, and its default is all that it has
  export default libheif;
}
