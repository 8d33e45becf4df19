import type { Task } from '../../engine/client.ts';
import { formatQuantity, quantity, quantityOf, quantityValue } from '../../api/meta/quantity.ts';
import { description, type PrefixWriter } from './prefix-writer.ts';
import { byText, sortedKeys, type Wire } from './wire.ts';

const SCOPES: Readonly<Record<string, string>> = {
  Terminating: 'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating: 'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort: 'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

/** upstream: ResourceQuotaDescriber */
// oxlint-disable-next-line require-yield -- a describer like the others, which needs nothing but the object
export function* describeResourceQuota(quota: Wire): Task<string> {
  const { metadata, spec, status = {} } = quota;
  return description((w) => {
    w.write(0, `Name:\t${metadata.name}\n`);
    w.write(0, `Namespace:\t${metadata.namespace}\n`);
    writeScopes(w, spec?.scopes, 0, ' * ');
    w.write(0, 'Resource\tUsed\tHard\n');
    w.write(0, '--------\t----\t----\n');
    for (const name of sortedKeys(status.hard)) {
      const hard = quantity(status.hard[name]);
      const used = quantity(status.used?.[name]);
      const shown = used.format === hard.format ? used : quantityOf(quantityValue(used), hard.format);
      w.write(0, `${name}\t${formatQuantity(shown)}\t${formatQuantity(hard)}\n`);
    }
  });
}

export function writeScopes(w: PrefixWriter, scopes: readonly string[] | undefined, level: number, bullet: string): void {
  if (!scopes?.length) return;
  const sorted = [...scopes].sort(byText);
  w.write(level, `Scopes:\t${sorted.join(', ')}\n`);
  for (const scope of sorted) {
    const text = Object.hasOwn(SCOPES, scope) ? SCOPES[scope] : undefined;
    if (text) w.write(level, `${bullet}${text}\n`);
  }
}
