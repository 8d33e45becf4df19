import type { Task } from '../../engine/client.ts';
import { writeLimits } from './limit-range.ts';
import { listObjects } from './lookup.ts';
import { writeHead } from './metadata.ts';
import { description } from './prefix-writer.ts';
import { writeScopes } from './resource-quota.ts';
import { byText, rfc1123, sortedKeys, type Wire } from './wire.ts';

/** upstream: NamespaceDescriber */
export function* describeNamespace(namespace: Wire): Task<string> {
  const { name } = namespace.metadata;
  const quotas = [...(yield* listObjects({ group: '', version: 'v1', resource: 'resourcequotas' }, name))].sort((a, b) => byText(a.metadata.name, b.metadata.name));
  const limitRanges = yield* listObjects({ group: '', version: 'v1', resource: 'limitranges' }, name);
  return description((w) => {
    writeHead(w, namespace, { namespaced: false });
    w.write(0, `Status:\t${namespace.status?.phase ?? ''}\n`);
    if (namespace.status?.conditions?.length) {
      w.write(0, 'Conditions:\n');
      w.write(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage\n');
      w.write(1, '----\t------\t------------------\t------\t-------\n');
      for (const c of namespace.status.conditions) w.write(1, `${c.type}\t${c.status}\t${rfc1123(c.lastTransitionTime)}\t${c.reason ?? ''}\t${c.message ?? ''}\n`);
    }
    w.write(0, quotas.length > 0 ? '\nResource Quotas\n' : '\nNo resource quota.\n');
    for (const { metadata, spec, status = {} } of quotas) {
      w.write(1, `Name:\t${metadata.name}\n`);
      writeScopes(w, spec?.scopes, 1, '* ');
      w.write(1, 'Resource\tUsed\tHard\n');
      w.write(1, '--------\t---\t---\n');
      for (const resource of sortedKeys(status.hard)) w.write(1, `${resource}\t${status.used?.[resource] ?? '0'}\t${status.hard[resource]}\n`);
    }
    w.write(0, limitRanges.length > 0 ? '\nResource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n' : '\nNo LimitRange resource.\n');
    if (limitRanges.length > 0) w.write(0, ' ----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n');
    for (const { spec } of limitRanges) writeLimits(w, spec, ' ');
  });
}
