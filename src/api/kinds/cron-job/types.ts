/** CronJob (upstream: api batch/v1/types.go). */
import type { KubeObject, ObjectMeta } from '../../meta/types.ts';
import type { JobSpec } from '../job/types.ts';
import type { ObjectReference } from '../shared-types.ts';

export interface CronJob extends KubeObject {
  readonly kind: 'CronJob';
  readonly apiVersion: 'batch/v1';
  readonly spec: CronJobSpec;
  readonly status: CronJobStatus;
}

export interface CronJobSpec {
  readonly schedule: string;
  readonly timeZone?: string;
  readonly startingDeadlineSeconds?: number;
  readonly concurrencyPolicy: 'Allow' | 'Forbid' | 'Replace';
  readonly suspend: boolean;
  readonly jobTemplate: JobTemplateSpec;
  readonly successfulJobsHistoryLimit: number;
  readonly failedJobsHistoryLimit: number;
}

export interface JobTemplateSpec {
  readonly metadata: Partial<ObjectMeta>;
  readonly spec: JobSpec;
}

export interface CronJobStatus {
  readonly active?: readonly ObjectReference[];
  readonly lastScheduleTime?: string;
  readonly lastSuccessfulTime?: string;
}
