/** S3's XML of a tag set: the form field `tagging` of an upload, and the body of PutObjectTagging. */

/** @param tags names and values of nothing but S3's tag alphabet, which has no character that XML would have escaped */
export function formatTagging(tags: Readonly<Record<string, string>>): string {
  const set = Object.entries(tags).map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`);
  return `<Tagging><TagSet>${set.join('')}</TagSet></Tagging>`;
}
