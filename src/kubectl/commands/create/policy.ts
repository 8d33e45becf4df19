/** upstream: pkg/cmd/create/create_quota.go, create_pdb.go */
import { canonicalQuantity, parseQuantity } from '../../../api/meta/quantity.ts';
import { parseToLabelSelector } from '../../../api/meta/selector.ts';
import { ok } from '../../../base/result.ts';
import { generatorCommand, intOrString, metadataFor, refuse } from './generator.ts';

export const quota = generatorCommand({
  name: 'quota',
  aliases: ['resourcequota'],
  short: 'Create a quota with the specified name',
  usage: 'quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
  examples: '# Of CPU, memory and pods\nkubectl create quota my-quota --hard=cpu=1,memory=1G,pods=2',
  flags: [
    { name: 'hard', type: 'string', help: 'The limits, RESOURCE=QUANTITY with commas between.' },
    { name: 'scopes', type: 'string', help: 'The scopes that must all match, with commas between.' },
  ],
  refusal: () => 'failed to create quota: ',
  build(call, name) {
    const hard: [string, string][] = [];
    for (const statement of splitList(call.flags.string('hard'))) {
      const parts = statement.split('=');
      if (parts.length !== 2) return refuse(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
      const amount = parseQuantity(parts[1]!);
      if (!amount.ok) return refuse(amount.error);
      hard.push([parts[0]!, canonicalQuantity(parts[1]!)]);
    }
    const scopes = splitList(call.flags.string('scopes'));
    if (scopes.includes('')) return refuse('invalid resource quota scope ""');
    return ok({
      kind: 'ResourceQuota',
      apiVersion: 'v1',
      metadata: metadataFor(call, name),
      spec: { ...(hard.length > 0 && { hard: Object.fromEntries(hard) }), ...(scopes.length > 0 && { scopes }) },
      status: {},
    });
  },
});

const splitList = (text: string): readonly string[] => (text === '' ? [] : text.split(','));

export const podDisruptionBudget = generatorCommand({
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  short: 'Create a pod disruption budget with the specified name',
  usage: 'poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  examples: '# At least one pod stays\nkubectl create poddisruptionbudget my-pdb --selector=app=rails --min-available=1',
  flags: [
    { name: 'min-available', type: 'string', help: 'How many pods must stay available: a number or a percentage.' },
    { name: 'max-unavailable', type: 'string', help: 'How many pods may be unavailable: a number or a percentage.' },
    { name: 'selector', type: 'string', help: 'The label selector of the pods.' },
  ],
  refusal: () => 'failed to create poddisruptionbudgets: ',
  build(call, name) {
    const [selector, min, max] = ['selector', 'min-available', 'max-unavailable'].map((flag) => call.flags.string(flag)) as [string, string, string];
    if (selector === '') return refuse('a selector must be specified');
    if (min === '' && max === '') return refuse('one of min-available or max-unavailable must be specified');
    if (min !== '' && max !== '') return refuse('min-available and max-unavailable cannot be both specified');
    if (min !== '' && !/^[0-9]+%?$/.test(min)) return refuse('invalid format specified for min-available');
    if (max !== '' && !/^[0-9]+%?$/.test(max)) return refuse('invalid format specified for max-unavailable');
    const parsed = parseToLabelSelector(selector);
    if (!parsed.ok) return refuse(parsed.error);
    return ok({
      kind: 'PodDisruptionBudget',
      apiVersion: 'policy/v1',
      metadata: metadataFor(call, name),
      spec: {
        ...(min !== '' && { minAvailable: intOrString(min) }),
        selector: parsed.value,
        ...(max !== '' && { maxUnavailable: intOrString(max) }),
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    });
  },
});
