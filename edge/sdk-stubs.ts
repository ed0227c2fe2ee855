/**
 * Replaces two modules of the AWS SDK in the bundles of the edge, and only there (infra/build/bundle.ts): what the edge
 * imports of them by way of the SDK's signers and never uses is a third of the bundle, and starts with it. Tests compare
 * the bundle's tickets with those of the real client.
 */

/**
 * Of @aws-sdk/client-s3, which has the schemas of all of S3: createPresignedPost only asks which members of the input
 * name the endpoint. A class because the SDK imports one.
 */
// biome-ignore lint/complexity/noStaticOnlyClass: the SDK asks the class, not an instance
export class PutObjectCommand {
  static getEndpointParameterInstructions() {
    return { Bucket: { type: 'contextParams', name: 'Bucket' }, Key: { type: 'contextParams', name: 'Key' } };
  }
}

/*
 * Of @smithy/core/config, the reader of ~/.aws/config, and with it of Node's file system, paths and home directories:
 * sign-form.ts tells the SDK that no endpoint is configured there, so it never reads them; if it ever does, the promise rejects.
 */
export const CONFIG_PREFIX_SEPARATOR = '.';
export const SelectorType = { ENV: 'env', CONFIG: 'shared config entry' } as const;

export function booleanSelector(): undefined {
  return undefined;
}

export function loadConfig(): () => Promise<never> {
  return () => Promise.reject(new TypeError('The edge has no shared configuration files.'));
}
