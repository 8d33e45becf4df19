/** The generators of `kubectl create KIND NAME`: one line each. */
import type { Command } from '../../command.ts';
import { configMap } from './config-map.ts';
import { deployment } from './deployment.ts';
import { ingress } from './ingress.ts';
import { cronJob, job } from './job.ts';
import { podDisruptionBudget, quota } from './policy.ts';
import { clusterRole, clusterRoleBinding, role, roleBinding } from './role.ts';
import { secret } from './secret.ts';
import { service } from './service.ts';
import { namespace, priorityClass, serviceAccount } from './simple.ts';
import { token } from './token.ts';

export const CREATE_COMMANDS: readonly Command[] = [
  clusterRole,
  clusterRoleBinding,
  configMap,
  cronJob,
  deployment,
  ingress,
  job,
  namespace,
  podDisruptionBudget,
  priorityClass,
  quota,
  role,
  roleBinding,
  secret,
  service,
  serviceAccount,
  token,
];
