/**
 * Stands in for @aws-sdk/client-s3 in the bundles of the edge (infra/build/bundle.ts). createPresignedPost imports its
 * PutObjectCommand only to ask which of the input's members name the endpoint; the real one brings the schemas of all of
 * S3 with it, a third of the bundle. Tests hold the bundle's tickets against those of the real client.
 */

/** A class because the SDK imports one. */
// biome-ignore lint/complexity/noStaticOnlyClass: the SDK asks the class, not an instance
export class PutObjectCommand {
  static getEndpointParameterInstructions() {
    return { Bucket: { type: 'contextParams', name: 'Bucket' }, Key: { type: 'contextParams', name: 'Key' } };
  }
}
