/** What cdk-nag finds in resources that the CDK library makes by itself, in whatever construct. */
import { type Stack, Validations } from 'aws-cdk-lib';

export function acknowledgeLibrary(stack: Stack): void {
  Validations.of(stack).acknowledge({
    id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
    reason: "AWS's policy lets a function write its log and nothing else.",
  });
}
