/** Objects that are hardly more than a name (upstream: create_namespace.go, create_serviceaccount.go, create_priorityclass.go). */
import { ok } from '../../../base/result.ts';
import { generatorCommand, metadataFor } from './generator.ts';

export const namespace = generatorCommand({
  name: 'namespace',
  aliases: ['ns'],
  short: 'Create a namespace with the specified name',
  usage: 'namespace NAME [--dry-run=server|client|none]',
  flags: [],
  build: (_call, name) => ok({ kind: 'Namespace', apiVersion: 'v1', metadata: { name }, spec: {}, status: {} }),
});

export const serviceAccount = generatorCommand({
  name: 'serviceaccount',
  aliases: ['sa'],
  short: 'Create a service account with the specified name',
  usage: 'serviceaccount NAME [--dry-run=server|client|none]',
  flags: [],
  refusal: () => 'failed to create serviceaccount: ',
  build: (call, name) => ok({ kind: 'ServiceAccount', apiVersion: 'v1', metadata: metadataFor(call, name) }),
});

export const priorityClass = generatorCommand({
  name: 'priorityclass',
  aliases: ['pc'],
  short: 'Create a priority class with the specified name',
  usage: 'priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  flags: [
    { name: 'value', type: 'int32', default: '0', help: 'How high the priority is.' },
    { name: 'global-default', type: 'bool', help: 'For all pods that name no class.' },
    { name: 'description', type: 'string', help: 'When to use it.' },
    { name: 'preemption-policy', type: 'string', default: 'PreemptLowerPriority', help: 'Whether its pods drive out others: PreemptLowerPriority or Never.' },
  ],
  refusal: () => 'failed to create priorityclass: ',
  build: ({ flags }, name) =>
    ok({
      kind: 'PriorityClass',
      apiVersion: 'scheduling.k8s.io/v1',
      metadata: { name },
      value: flags.number('value'),
      ...(flags.bool('global-default') && { globalDefault: true }),
      ...(flags.string('description') !== '' && { description: flags.string('description') }),
      preemptionPolicy: flags.string('preemption-policy'),
    }),
});
