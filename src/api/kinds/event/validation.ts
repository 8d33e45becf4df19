/** Upstream: pkg/apis/core/validation/events.go legacyValidateEvent. Events of events.k8s.io are held to no more than that here. */
import { byteLength } from '../../../base/go-format.ts';
import { invalid, required, type FieldError } from '../../meta/field-error.ts';
import { isDns1123Subdomain } from '../../meta/names.ts';
import { each, qualifiedName } from '../checks.ts';
import type { Event } from './types.ts';

const limited = (path: string, value: string | undefined, limit: number, needed: boolean): FieldError[] => [
  ...(needed && !value ? [required(path)] : []),
  ...(byteLength(value ?? '') > limit ? [invalid(path, '', `can have at most ${limit} characters`)] : []),
];

export function validateEvent(event: Event): readonly FieldError[] {
  const own = event.metadata.namespace ?? '';
  const about = event.involvedObject.namespace ?? '';
  const mismatch = invalid('involvedObject.namespace', about, 'does not match event.namespace');
  const errors: FieldError[] = [];
  if (!event.eventTime) {
    if (about === '' ? own !== '' && own !== 'default' : own !== about) errors.push(mismatch);
  } else {
    if (about === '' && own !== 'default' && own !== 'kube-system') errors.push(mismatch);
    const reporter = event.reportingComponent ?? '';
    if (reporter === '') errors.push(required('reportingComponent'));
    errors.push(
      ...qualifiedName('reportingComponent', reporter),
      ...limited('reportingInstance', event.reportingInstance, 128, true),
      ...limited('action', event.action, 128, true),
      ...limited('reason', event.reason, 128, true),
      ...limited('message', event.message, 1024, false),
    );
  }
  return [...errors, ...each('namespace', own, isDns1123Subdomain(own))];
}
