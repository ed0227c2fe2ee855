/** What becomes of the resources that hold photos, people or the audit log. */
import { RemovalPolicy } from 'aws-cdk-lib';

/**
 * Kept when the stack goes, or would replace them; not when the very operation that made them fails (`RetainExceptOnCreate`):
 * a first deployment that fails leaves nothing behind.
 */
export const KEPT = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
