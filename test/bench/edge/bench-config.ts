/** The configuration with which the edge is measured. */
import type { EdgeConfig } from '../../../edge/config.ts';
import { TOKEN_POLICY } from '../../edge/issuer.ts';

export const CONFIG: EdgeConfig = {
  stage: 'bench',
  region: 'us-east-1',
  secret_regions: [],
  secret_id: 'edgeshot/bench',
  image_secret_id: 'edgeshot/bench-image',
  link_secret_id: 'edgeshot/bench-link',
  uploads_bucket: 'shot-uploads',
  table: 'records',
  audit_table: 'audit',
  upload_via: 'edge',
  delivery: 'cloudfront',
  customer_uploads: true,
  token: TOKEN_POLICY,
};
