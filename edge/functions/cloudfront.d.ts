/** The module `cloudfront` of CloudFront Functions, as far as they use it (Developer Guide, "Helper methods for key value stores"). */
declare module 'cloudfront' {
  interface KeyValueStore {
    /** Rejects where there is no such key. */
    get(key: string): Promise<string>;
    exists(key: string): Promise<boolean>;
  }
  const cf: { kvs(): KeyValueStore };
  // biome-ignore lint/style/noDefaultExport: the platform's module has nothing else
  export default cf;
}
