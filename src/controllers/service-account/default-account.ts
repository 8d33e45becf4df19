import type { ServiceAccount } from '../../api/kinds/service-account/types.ts';
import type { Status } from '../../api/meta/status.ts';
import type { Result } from '../../base/result.ts';
import type { Context } from '../../engine/component.ts';

/** Creates the account `default` of a namespace, which every pod uses that names no other. */
export const createDefaultAccount = (context: Context, namespace: string): Result<ServiceAccount, Status> =>
  context.create<ServiceAccount>('serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } });
