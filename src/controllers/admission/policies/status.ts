/** Says that a policy's expressions have been looked at (upstream: pkg/controller/validatingadmissionpolicystatus). Types are not checked here, so there is nothing to warn of. */
import type { AdmissionPolicy } from '../../../api/kinds/admission-policy/types.ts';
import type { Component } from '../../../engine/component.ts';
import { POLICIES } from './plugin.ts';
import { splitKey } from '../../common/owner.ts';

export const admissionPolicyStatus: Component = {
  name: 'validatingadmissionpolicy-status-controller',
  priority: 31,
  watches: [{ resource: POLICIES, keys: ({ type, key, object }) => (type === 'DELETED' || isCurrent(object as AdmissionPolicy) ? [] : [key]) }],
  reconcile(context, key) {
    const { resource, name } = splitKey(key);
    const policy = context.get<AdmissionPolicy>(resource, undefined, name);
    if (!policy || isCurrent(policy)) return { decision: `The status of ${name} is up to date.`, idle: true };
    context.updateStatus<AdmissionPolicy>(resource, { ...policy, status: { ...policy.status, observedGeneration: policy.metadata.generation ?? 1, typeChecking: {} } });
    return { decision: `The expressions of ${name} have been seen as of generation ${policy.metadata.generation ?? 1}.` };
  },
};

const isCurrent = ({ metadata, status }: AdmissionPolicy): boolean => status?.observedGeneration === (metadata.generation ?? 1);
