import { expect, it } from 'vitest';
import { uncovered, type PolicyRule } from './rules.ts';

const pods = (...verbs: readonly string[]): PolicyRule => ({ verbs, apiGroups: [''], resources: ['pods'] });

it.each<[string, PolicyRule, PolicyRule, number]>([
  ['the same', pods('get'), pods('get'), 0],
  ['any verb', pods('*'), pods('get', 'list'), 0],
  ['one verb more', pods('get'), pods('get', 'list'), 1],
  ['any verb of another group', { ...pods('*'), apiGroups: ['apps'] }, pods('get', 'list'), 2],
  ['a subresource of any resource', { ...pods('get'), resources: ['*/log'] }, { ...pods('get'), resources: ['pods/log'] }, 0],
  ['another subresource', { ...pods('get'), resources: ['*/log'] }, { ...pods('get'), resources: ['pods/exec'] }, 1],
  ['one object for all', { ...pods('get'), resourceNames: ['a'] }, pods('get'), 1],
  ['all objects for one', pods('get'), { ...pods('get'), resourceNames: ['a'] }, 0],
  ['some objects for others', { ...pods('get'), resourceNames: ['a', 'b'] }, { ...pods('get'), resourceNames: ['b', 'c'] }, 1],
  ['URLs by their beginning', { verbs: ['get'], nonResourceURLs: ['/metrics*'] }, { verbs: ['get'], nonResourceURLs: ['/metrics/slis', '/healthz'] }, 1],
])('%s', (_, owned, wanted, count) => expect(uncovered([owned], [wanted])).toHaveLength(count));
