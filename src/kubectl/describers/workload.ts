/** What the descriptions of controllers that own pods share. */
import type { Task } from '../../engine/client.ts';
import { controllerOf } from './metadata.ts';
import { listObjects, PODS } from './lookup.ts';
import type { PrefixWriter } from './prefix-writer.ts';
import { selectorText } from './selectors.ts';
import type { Wire } from './wire.ts';

/** `3 Running / 0 Waiting / 0 Succeeded / 0 Failed`: the owned pods by phase, those being deleted included (upstream: getPodStatusForController). */
export function* podsStatus(owner: Wire, selector: Wire): Task<string> {
  const count: Record<string, number> = { Running: 0, Pending: 0, Succeeded: 0, Failed: 0 };
  const labelSelector = selectorText(selector);
  for (const pod of yield* listObjects(PODS, owner.metadata.namespace, labelSelector ? { labelSelector } : {})) {
    const phase = pod.status?.phase ?? '';
    if (controllerOf(pod)?.uid === owner.metadata.uid && Object.hasOwn(count, phase)) count[phase] = (count[phase] ?? 0) + 1;
  }
  return `${count['Running']} Running / ${count['Pending']} Waiting / ${count['Succeeded']} Succeeded / ${count['Failed']} Failed`;
}

/** Type, status and reason of each condition; nothing where there are none. */
export function writeConditions(w: PrefixWriter, conditions: readonly Wire[] | undefined): void {
  if (!conditions?.length) return;
  w.write(0, 'Conditions:\n  Type\tStatus\tReason\n');
  w.write(1, '----\t------\t------\n');
  for (const { type, status, reason = '' } of conditions) w.write(1, `${type} \t${status}\t${reason}\n`);
}
