import type { Task } from '../../engine/client.ts';
import { description, type PrefixWriter } from './prefix-writer.ts';
import { sortedKeys, type Wire } from './wire.ts';

/** upstream: LimitRangeDescriber */
// oxlint-disable-next-line require-yield -- a describer like the others, which needs nothing but the object
export function* describeLimitRange(limitRange: Wire): Task<string> {
  return description((w) => {
    w.write(0, `Name:\t${limitRange.metadata.name}\n`);
    w.write(0, `Namespace:\t${limitRange.metadata.namespace}\n`);
    w.write(0, 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n');
    w.write(0, '----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n');
    writeLimits(w, limitRange.spec, '');
  });
}

/** A row per resource of each limit. Upstream goes through a Go map, in no order; here they are sorted. */
export function writeLimits(w: PrefixWriter, spec: Wire, prefix: string): void {
  for (const item of spec?.limits ?? []) {
    const columns = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio];
    for (const name of sortedKeys(Object.assign({}, ...columns))) w.write(0, `${prefix}${item.type}\t${name}\t${columns.map((column) => column?.[name] ?? '-').join('\t')}\n`);
  }
}
