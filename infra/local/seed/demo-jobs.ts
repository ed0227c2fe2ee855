/** The jobs that a fresh data folder begins with. All people and addresses are invented. */
import { completeJob, type JobFile } from '../../../origin/job-file.ts';
import { DEMO_USERS, type DemoUserName } from './demo-users.ts';

export interface DemoJob {
  readonly jobId: string;
  readonly title: string;
  readonly address: string;
  readonly status: JobFile['status'];
  readonly workers: readonly DemoUserName[];
  readonly customer: DemoUserName | null;
  readonly hoursAgo: number;
}

export const DEMO_JOBS: readonly DemoJob[] = [
  {
    jobId: 'j-test',
    title: 'Try it out: photos from curl',
    address: '1 Sample Court, Willow Bend',
    status: 'open',
    workers: ['worker'],
    customer: null,
    hoursAgo: 1,
  },
  {
    jobId: 'j-1',
    title: 'Garage cleanout, half a truck',
    address: '418 Juniper Lane, Willow Bend',
    status: 'open',
    workers: ['worker'],
    customer: 'customer',
    hoursAgo: 3,
  },
  {
    jobId: 'j-2',
    title: 'Office furniture, third floor',
    address: '77 Harbor Street, Suite 300, Eastport',
    status: 'open',
    workers: ['worker-2'],
    customer: 'customer-2',
    hoursAgo: 5,
  },
  {
    jobId: 'j-3',
    title: 'Yard debris after the storm',
    address: '2309 Quarry Road, Millbrook',
    status: 'open',
    workers: ['worker', 'worker-2'],
    customer: null,
    hoursAgo: 22,
  },
  {
    jobId: 'j-4',
    title: 'Hot tub removal',
    address: '15 Larkspur Way, Willow Bend',
    status: 'open',
    workers: ['worker'],
    customer: null,
    hoursAgo: 27,
  },
  {
    jobId: 'j-5',
    title: 'Estate cleanout, two visits',
    address: '640 Old Mill Drive, Fairhaven',
    status: 'open',
    workers: ['worker-2'],
    customer: null,
    hoursAgo: 50,
  },
  {
    jobId: 'j-6',
    title: 'Basement after a leak',
    address: '9 Birch Terrace, Eastport',
    status: 'closed',
    workers: ['worker'],
    customer: 'customer',
    hoursAgo: 170,
  },
];

export function toDemoJobFile({ jobId, title, address, status, ...job }: DemoJob, nowMs: number): JobFile {
  const createdAt = new Date(nowMs - job.hoursAgo * 3_600_000).toISOString();
  const draft = {
    job_id: jobId,
    title,
    address,
    status,
    members: job.workers.map((name) => findUser(name).subject),
    member_names: Object.fromEntries(job.workers.map(findUser).map(({ subject, fullName }) => [subject, fullName])),
    customer: job.customer === null ? null : findUser(job.customer).subject,
    customer_name: job.customer === null ? null : findUser(job.customer).fullName,
    created_at: createdAt,
  };
  return completeJob(draft, null, createdAt);
}

/** Ids of the jobs that a user may see by being part of them. */
export function listJobsOf(name: DemoUserName): readonly string[] {
  const { role } = DEMO_USERS.find((user) => user.name === name) ?? DEMO_USERS[0];
  return DEMO_JOBS.filter(
    ({ workers, customer }) => role === 'dispatcher' || workers.includes(name) || customer === name,
  ).map(({ jobId }) => jobId);
}

function findUser(name: DemoUserName) {
  return DEMO_USERS.find((user) => user.name === name) ?? DEMO_USERS[0];
}
