/** A mail when the account's bill nears a sum, or the month is forecast to exceed it. It warns, some hours late, and stops nothing. */
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';

export interface MonthlyBudgetProps {
  readonly deployment: string;
  /** USD. */
  readonly limit: number;
  readonly email: string;
}

const NEAR_PERCENT = 80;

export class MonthlyBudget extends Construct {
  constructor(scope: Construct, id: string, { deployment, limit, email }: MonthlyBudgetProps) {
    super(scope, id);
    const warn = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: { notificationType, comparisonOperator: 'GREATER_THAN', threshold, thresholdType: 'PERCENTAGE' },
      subscribers: [{ subscriptionType: 'EMAIL', address: email }],
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: `edgeshot-${deployment}`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: limit, unit: 'USD' },
      },
      notificationsWithSubscribers: [warn('ACTUAL', NEAR_PERCENT), warn('FORECASTED', 100)],
    });
  }
}
