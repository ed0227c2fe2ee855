/**
 * The role of a function that runs in this region. The library's own lets it make and write any log of the account, by a policy of AWS; this
 * one writes the log that there is.
 */
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export function createLoggingRole(scope: Construct, functionId: string, logGroup: LogGroup): Role {
  const role = new Role(scope, `${functionId}ServiceRole`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  logGroup.grantWrite(role);
  return role;
}
