/** The resource types that every run leaves out, each with the reason; `Ref` of one is its made-up name. */

export const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'counts uses of constructs',
  'AWS::CloudWatch::Alarm': 'metrics are written to the run’s own log, and nobody is woken',
  'AWS::CloudWatch::CompositeAlarm': 'metrics are written to the run’s own log, and nobody is woken',
  'AWS::CloudWatch::Dashboard': 'there are no metrics to show on one machine',
  'AWS::Logs::LogGroup': 'functions log to the run’s own log',
  'AWS::Logs::MetricFilter': 'there are no metrics to count on one machine',
  'AWS::SNS::Topic': 'only alarms would write to it',
  'AWS::SNS::TopicPolicy': 'only alarms would write to its topic',
  'AWS::SNS::Subscription': 'only alarms would write to its topic',
  'AWS::Lambda::LayerVersion': 'only the deployment’s provider functions use layers, and they are not run',
  'AWS::Route53::RecordSet': 'a distribution listens on the loopback',
  'AWS::CertificateManager::Certificate': 'there is no TLS on the loopback',
  'AWS::Budgets::Budget': 'a run costs nothing',
  'Custom::S3AutoDeleteObjects': 'a run tears nothing down',
  'Custom::LogRetention': 'functions log to the run’s own log',
};
