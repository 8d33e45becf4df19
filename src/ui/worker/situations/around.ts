/** What stands around workloads: Services, claims, namespaces, nodes, autoscalers, budgets, quotas. */
import type { EndpointSlice } from '../../../api/kinds/endpoint-slice/types.ts';
import type { HorizontalPodAutoscaler } from '../../../api/kinds/horizontal-pod-autoscaler/types.ts';
import type { Namespace } from '../../../api/kinds/namespace/types.ts';
import type { Node } from '../../../api/kinds/node/types.ts';
import type { Pod } from '../../../api/kinds/pod/types.ts';
import type { PersistentVolumeClaim } from '../../../api/kinds/persistent-volume-claim/types.ts';
import type { PodDisruptionBudget } from '../../../api/kinds/pod-disruption-budget/types.ts';
import type { ResourceQuota } from '../../../api/kinds/resource-quota/types.ts';
import type { Service } from '../../../api/kinds/service/types.ts';
import { compareQuantities, quantity } from '../../../api/meta/quantity.ts';
import { labelsContain } from '../../../api/meta/selector.ts';
import { counted, inNamespace, listed, seconds } from './situation.ts';
import type { Scene, Situation, Way } from './situation.ts';

export function serviceSituation(service: Service, { simulation: { view } }: Scene): Situation {
  const { spec, metadata } = service;
  const now: string[] = [];
  const unblock: Way[] = [];
  const selector = Object.entries(spec.selector ?? {});
  if (spec.type === 'ExternalName') return { status: 'a name elsewhere', tone: 'good', now: [`It only stands for ${spec.externalName ?? ''}: it has no endpoints.`], unblock };
  const pods = selector.length === 0 ? [] : view.list<Pod>('pods', metadata.namespace).filter((pod) => labelsContain(pod.metadata.labels, spec.selector!));
  const slices = view
    .list<EndpointSlice>('endpointslices.discovery.k8s.io', metadata.namespace)
    .filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === metadata.name);
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
  const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false).length;
  const text = selector.map(([key, value]) => `${key}=${value}`).join(',');
  if (selector.length === 0) now.push("It has no selector: its endpoints are somebody else's to keep.");
  else if (pods.length === 0) {
    now.push(`Its selector ${text} matches no pod of its namespace: whoever calls it is refused.`);
    const near = view.list<Pod>('pods', metadata.namespace).filter((pod) => selector.some(([key]) => pod.metadata.labels?.[key] !== undefined));
    if (near.length > 0) now.push(`Pods there have ${listed([...new Set(near.flatMap((pod) => selector.map(([key]) => `${key}=${pod.metadata.labels?.[key] ?? ''}`)))])}.`);
    unblock.push({ text: 'Pods with these labels, or the selector of pods that are there:', command: `kubectl get pods${inNamespace(service)} --show-labels` });
  } else if (ready === 0) {
    now.push(`Its selector ${text} matches ${counted(pods.length, 'pod')}, none of them ready: whoever calls it is refused.`);
    unblock.push({ text: 'One of its pods gets ready:', command: `kubectl get pods${inNamespace(service)} -l ${text}` });
  } else now.push(`It sends what comes to ${counted(ready, 'ready endpoint')} of ${counted(pods.length, 'pod')} that ${pods.length === 1 ? 'matches' : 'match'} ${text}.`);
  const named = (spec.ports ?? []).filter(({ targetPort }) => typeof targetPort === 'string' && !/^\d+$/.test(targetPort));
  for (const { targetPort, name } of named) {
    const has = pods.some(({ spec: pod }) => pod.containers.some(({ ports }) => ports?.some((port) => port.name === targetPort)));
    if (pods.length > 0 && !has) now.push(`No pod has a container port named ${targetPort as string}: port ${name ?? ''} leads nowhere.`);
  }
  if (spec.type === 'LoadBalancer' && (service.status.loadBalancer?.ingress ?? []).length === 0)
    now.push('Its external address stays <pending>: no cloud hands out load balancers here. Its cluster address and node ports work.');
  return { status: selector.length === 0 ? 'there' : counted(ready, 'ready endpoint'), tone: ready > 0 || selector.length === 0 ? 'good' : 'bad', now, unblock };
}

export function claimSituation(claim: PersistentVolumeClaim, { simulation: { view } }: Scene): Situation {
  const { spec, status, metadata } = claim;
  const phase = status.phase ?? 'Pending';
  const now: string[] = [];
  const unblock: Way[] = [];
  const wants = `${spec.resources.requests?.['storage'] ?? '?'} ${(spec.accessModes ?? []).join(', ')}`;
  const users = view.list<Pod>('pods', metadata.namespace).filter((pod) => pod.spec.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === metadata.name));
  if (metadata.deletionTimestamp !== undefined && users.length > 0)
    now.push(`It is to go, but ${listed(users.map((pod) => pod.metadata.name))} ${users.length === 1 ? 'uses' : 'use'} it: it stays until no pod does.`);
  if (phase === 'Pending') {
    const name = spec.storageClassName;
    const storage = name === undefined || name === '' ? undefined : view.get('storageclasses.storage.k8s.io', undefined, name);
    if (name === undefined) {
      now.push(`It wants ${wants} and names no class; there is no default one that would make a volume.`);
      unblock.push({ text: 'A PersistentVolume that suits it, a class in the claim, or a default class:', command: 'kubectl get storageclass,pv' });
    } else if (name === '') {
      now.push(`It wants ${wants} of a volume without a class ("" asks for that): nothing makes one.`);
      unblock.push({ text: 'A PersistentVolume that suits it:', command: 'kubectl get pv' });
    } else if (!storage) {
      now.push(`It wants ${wants} of class ${name}, and there is no such class.`);
      unblock.push({ text: 'The class, or one that is there. The class of a claim cannot be changed: the claim has to be made anew.', command: 'kubectl get storageclass' });
    } else if ((storage as { volumeBindingMode?: string }).volumeBindingMode === 'WaitForFirstConsumer' && users.length === 0) {
      now.push(`Class ${name} binds it once a pod that uses it has been given a node: no pod uses it.`);
      unblock.push({ text: 'A pod that uses it.' });
    } else
      now.push(`It wants ${wants} of class ${name}, and waits for the volume${users.length > 0 ? ` and for a node for ${listed(users.map((pod) => pod.metadata.name))}` : ''}.`);
  } else if (phase === 'Lost') {
    now.push(`Its volume ${spec.volumeName ?? ''} is gone, and what was in it.`);
    unblock.push({ text: 'A lost claim does not come back: delete it and make it anew.', command: `kubectl delete pvc ${metadata.name}${inNamespace(claim)}` });
  } else now.push(`It is bound to ${spec.volumeName ?? '?'}${users.length > 0 ? `, used by ${listed(users.map((pod) => pod.metadata.name))}` : ', used by no pod'}.`);
  return { status: phase, tone: phase === 'Bound' ? 'good' : phase === 'Lost' ? 'bad' : 'waiting', now, unblock };
}

const OWN = new Set(['Event', 'EndpointSlice', 'Endpoints', 'Lease']);

export function namespaceSituation(namespace: Namespace, { simulation }: Scene): Situation {
  const { metadata, status } = namespace;
  if (status.phase !== 'Terminating') return { status: status.phase, tone: 'good', now: ['It takes new objects.'], unblock: [] };
  const now: string[] = [];
  const unblock: Way[] = [];
  const inside = simulation.objects().filter((object) => object.metadata.namespace === metadata.name && !OWN.has(object.kind));
  now.push(
    `It is being deleted: everything in it goes first, and nothing new is taken. ${inside.length === 0 ? 'Nothing is left.' : `Left: ${listed(inside.map(({ kind, metadata: { name } }) => `${kind} ${name}`))}.`}`,
  );
  for (const held of inside.filter((object) => (object.metadata.finalizers ?? []).length > 0 && object.metadata.deletionTimestamp !== undefined).slice(0, 4)) {
    const name = `${held.kind.toLowerCase()} ${held.metadata.name}`;
    now.push(
      `${held.kind} ${held.metadata.name} was asked to go and is held by its finalizer${held.metadata.finalizers!.length === 1 ? '' : 's'} ${held.metadata.finalizers!.join(', ')}: whoever set it has to take it away.`,
    );
    unblock.push({
      text: 'If nobody will do so any more, by hand (what it guarded is then not cleaned up):',
      command: `kubectl patch ${name} -n ${metadata.name} --type=merge -p '{"metadata":{"finalizers":null}}'`,
    });
  }
  const broken = status.conditions?.filter((condition) => condition.status === 'True' && /Failure/.test(condition.type)) ?? [];
  now.push(...broken.map(({ message, type }) => message ?? type));
  return { status: 'Terminating', tone: unblock.length > 0 ? 'bad' : 'waiting', now, unblock };
}

export function nodeSituation(node: Node, { simulation: { view, state }, rows }: Scene): Situation {
  const { metadata, spec, status } = node;
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  const pods = [...rows.pods()].filter((pod) => pod.node === metadata.name && pod.shape !== 'done');
  const now: string[] = [];
  const unblock: Way[] = [];
  if (ready?.status === 'True') now.push(`It runs ${counted(pods.length, 'pod')}.`);
  else {
    const since = Date.parse(ready?.lastTransitionTime ?? '');
    now.push(`${ready?.message ?? 'Its kubelet has said nothing yet.'}${Number.isFinite(since) ? ` That has been so for ${seconds(state.now - since)}.` : ''}`);
    now.push('Its pods no longer count as ready. Most tolerate that for 300 s; then they are deleted, and made anew elsewhere by who owns them.');
  }
  const taints = (spec.taints ?? []).map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`);
  if (taints.length > 0) now.push(`It keeps off pods that do not tolerate ${listed(taints)}.`);
  if (spec.unschedulable) {
    now.push('It is cordoned: no new pod is given to it; those that are there stay.');
    unblock.push({ text: 'It takes pods again after:', command: `kubectl uncordon ${metadata.name}` });
  }
  for (const type of ['MemoryPressure', 'DiskPressure', 'PIDPressure']) {
    const pressure = status.conditions?.find((one) => one.type === type && one.status === 'True');
    if (pressure) now.push(`${type}: ${pressure.message ?? ''}. It evicts pods until that is over.`);
  }
  const blocked = view
    .list<PodDisruptionBudget>('poddisruptionbudgets.policy')
    .filter((budget) => budget.status.disruptionsAllowed === 0 && budget.status.expectedPods > 0)
    .map(({ metadata: { name } }) => name);
  if (spec.unschedulable && blocked.length > 0 && pods.length > 0)
    now.push(`A drain of it waits for ${counted(blocked.length, 'PodDisruptionBudget')} that let nobody go now: ${listed(blocked)}.`);
  return {
    status: ready?.status === 'True' ? (spec.unschedulable ? 'Ready, cordoned' : 'Ready') : 'NotReady',
    tone: ready?.status === 'True' ? (spec.unschedulable ? 'waiting' : 'good') : 'bad',
    now,
    unblock,
  };
}

export function autoscalerSituation(autoscaler: HorizontalPodAutoscaler, _scene: Scene): Situation {
  const { spec, status, metadata } = autoscaler;
  const target = `${spec.scaleTargetRef.kind} ${spec.scaleTargetRef.name}`;
  const now = [`${target} has ${status.currentReplicas ?? 0}, is to have ${status.desiredReplicas ?? 0}, within ${spec.minReplicas} to ${spec.maxReplicas}.`];
  const unblock: Way[] = [];
  const of = (type: string) => status.conditions?.find((condition) => condition.type === type);
  const able = of('AbleToScale');
  const active = of('ScalingActive');
  const limited = of('ScalingLimited');
  if (able?.status === 'False') now.push(`It cannot scale it: ${able.message ?? able.reason ?? ''}.`);
  if (active?.status === 'False') {
    now.push(`It does not know the load: ${active.message ?? active.reason ?? ''}.`);
    if (/missing request/.test(active.message ?? '')) unblock.push({ text: 'Every container of the target says what it requests: utilization is a share of that.' });
    else if (/metrics API/.test(active.message ?? ''))
      unblock.push({ text: 'Metrics: nobody measures pods unless the metrics add-on is there.', command: `kubectl top pods${inNamespace(autoscaler)}` });
    else if (active.reason === 'ScalingDisabled')
      unblock.push({
        text: `Its target is scaled to 0, which switches it off:`,
        command: `kubectl scale ${spec.scaleTargetRef.kind.toLowerCase()}/${spec.scaleTargetRef.name}${inNamespace(autoscaler)} --replicas=1`,
      });
  }
  if (limited?.status === 'True') {
    now.push(`It is at a limit: ${limited.message ?? limited.reason ?? ''}.`);
    if (limited.reason === 'TooManyReplicas')
      unblock.push({
        text: 'A higher maximum:',
        command: `kubectl patch hpa ${metadata.name}${inNamespace(autoscaler)} --type=merge -p '{"spec":{"maxReplicas":${spec.maxReplicas * 2}}}'`,
      });
  }
  const bad = able?.status === 'False' || active?.status === 'False';
  return {
    status: bad
      ? active?.status === 'False'
        ? (active.reason ?? 'inactive')
        : (able?.reason ?? 'unable')
      : `${status.currentReplicas ?? 0} of ${spec.minReplicas}–${spec.maxReplicas}`,
    tone: bad ? 'bad' : 'good',
    now,
    unblock,
  };
}

export function budgetSituation(budget: PodDisruptionBudget, _scene: Scene): Situation {
  const { spec, status, metadata } = budget;
  const rule = spec.minAvailable === undefined ? `maxUnavailable ${spec.maxUnavailable ?? 0}` : `minAvailable ${spec.minAvailable}`;
  const now = [
    `${status.currentHealthy} of ${counted(status.expectedPods, 'pod')} ${status.currentHealthy === 1 ? 'is' : 'are'} healthy; ${status.desiredHealthy} have to be (${rule}): ${status.disruptionsAllowed === 0 ? 'none may' : `${status.disruptionsAllowed} may`} be evicted = ${status.currentHealthy} − ${status.desiredHealthy}.`,
  ];
  const unblock: Way[] = [];
  if (status.expectedPods === 0) now.push('Its selector matches no pod.');
  else if (status.disruptionsAllowed === 0) {
    now.push('An eviction is answered with 429 Too Many Requests, and a drain tries again every 5 s. Deleting a pod is not held back.');
    if (status.desiredHealthy >= status.expectedPods) now.push(`It can never let one go while ${status.desiredHealthy} of ${status.expectedPods} have to be healthy.`);
    unblock.push({
      text: 'More healthy pods than have to be, or a budget that allows one:',
      command: `kubectl patch pdb ${metadata.name}${inNamespace(budget)} --type=merge -p '{"spec":{"minAvailable":null,"maxUnavailable":1}}'`,
    });
  }
  return {
    status: status.disruptionsAllowed === 0 ? 'lets nobody go' : `lets ${status.disruptionsAllowed} go`,
    tone: status.disruptionsAllowed === 0 && status.expectedPods > 0 ? 'bad' : 'good',
    now,
    unblock,
  };
}

export function quotaSituation(quota: ResourceQuota, _scene: Scene): Situation {
  const hard = quota.status.hard ?? quota.spec.hard ?? {};
  const used = quota.status.used ?? {};
  const lines = Object.entries(hard).map(([name, limit]) => ({ name, limit, used: used[name] ?? '0', full: compareQuantities(quantity(used[name] ?? '0'), quantity(limit)) >= 0 }));
  const full = lines.filter((one) => one.full);
  return {
    status: full.length > 0 ? `${listed(full.map(({ name }) => name))} used up` : 'has room',
    tone: full.length > 0 ? 'bad' : 'good',
    now: [
      ...lines.map(({ name, limit, used: is }) => `${name}: ${is} of ${limit}`),
      ...(full.length > 0 ? ['What would go beyond it is refused by the API server: who makes pods tries again, ever later, and says FailedCreate.'] : []),
    ],
    unblock:
      full.length > 0
        ? full.slice(0, 1).map(({ name, limit }) => ({
            text: 'A larger quota, or fewer objects:',
            command: `kubectl patch resourcequota ${quota.metadata.name}${inNamespace(quota)} --type=merge -p '{"spec":{"hard":{"${name}":"${doubled(String(limit))}"}}}'`,
          }))
        : [],
  };
}

const doubled = (text: string): string => text.replace(/^\d+/, (digits) => String(Math.max(1, Number(digits) * 2)));
