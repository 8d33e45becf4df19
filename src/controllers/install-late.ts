/** Importing this puts in place the reconcilers of what few clusters hold. */
import { installLateReconcilers } from './common/late.ts';
import { reconcileFlowSchema } from './flow-control/reconcile.ts';
import { reconcileClaims } from './resource-claim/reconcile.ts';
import { reconcileServiceCidr } from './service-cidr/reconcile.ts';

installLateReconcilers({
  'flow-schema-status': reconcileFlowSchema,
  'resource-claim-controller': reconcileClaims,
  'service-cidr-controller': reconcileServiceCidr,
});
