import { beforeAll, describe, expect, it } from 'vitest';
import type { WhyAnswer } from '../protocol.ts';
import { booted } from '../testing.ts';

const template = (app: string, container: string, more = '') => `{metadata: {labels: {app: ${app}}}, spec: {${more}containers: [{name: c, ${container}}]}}`;
const yaml = `
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], storageClassName: nope, resources: {requests: {storage: 1Gi}}}}
---
{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: classless}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
---
{apiVersion: v1, kind: Service, metadata: {name: none}, spec: {selector: {app: wbe}, ports: [{port: 80}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80}]}}
---
{apiVersion: batch/v1, kind: Job, metadata: {name: bad}, spec: {backoffLimit: 1, template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, command: [sh, -c, 'echo out of paper; exit 3']}]}}}}
---
{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: agent}, spec: {selector: {matchLabels: {app: agent}}, template: ${template('agent', 'image: nginx:1.25', 'nodeSelector: {disk: ssd}, ')}}}
---
{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {serviceName: db, replicas: 2, selector: {matchLabels: {app: db}}, template: ${template('db', 'image: "no/such:1"')}}}
---
{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: hpa}, spec: {maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 2, selector: {matchLabels: {app: web}}, template: ${template('web', 'image: nginx:1.25')}}}
---
{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {minAvailable: 2, selector: {matchLabels: {app: web}}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: crash}, spec: {containers: [{name: c, image: busybox, command: [sh, -c, 'echo no such table: users; exit 3']}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: big}, spec: {containers: [{name: c, image: nginx, resources: {requests: {cpu: 64}}}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: config}, spec: {containers: [{name: c, image: nginx, envFrom: [{configMapRef: {name: settings}}]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: gated}, spec: {schedulingGates: [{name: example.com/later}], containers: [{name: c, image: nginx}]}}
---
{apiVersion: batch/v1, kind: CronJob, metadata: {name: nightly}, spec: {schedule: '0 3 * * *', jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox}]}}}}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: full}}
---
{apiVersion: v1, kind: ResourceQuota, metadata: {name: two, namespace: full}, spec: {hard: {pods: "2"}}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: many, namespace: full}, spec: {replicas: 4, selector: {matchLabels: {app: many}}, template: ${template('many', 'image: nginx:1.25')}}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: gone}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: held, namespace: gone, finalizers: [example.com/hold]}}
`;

let at: Awaited<ReturnType<typeof booted>>;
const events = new Map<string, string>();
beforeAll(async () => {
  at = await booted();
  await at.run('kubectl apply -f all.yaml', { 'all.yaml': yaml });
  await at.call('settle');
  await at.run('kubectl delete ns gone --wait=false; kubectl cordon node-3');
  await at.call('settle');
  for (const message of at.messages) {
    if (message.kind === 'delta') for (const event of message.tables.events?.put ?? []) events.set(`${event.reason} ${event.object}`, event.key);
  }
}, 60_000);

interface Case {
  readonly key: string;
  readonly status?: RegExp;
  readonly tone: WhyAnswer['tone'];
  readonly now: readonly RegExp[];
  readonly ways?: readonly RegExp[];
}

const cases: readonly Case[] = [
  { key: 'persistentvolumeclaims/default/data', tone: 'waiting', now: [/wants 1Gi ReadWriteOnce of class nope, and there is no such class/], ways: [/cannot be changed/] },
  { key: 'persistentvolumeclaims/default/classless', tone: 'waiting', now: [/names no class/], ways: [/kubectl get storageclass,pv/] },
  { key: 'services/default/none', status: /0 ready endpoints/, tone: 'bad', now: [/selector app=wbe matches no pod/, /Pods there have app=/], ways: [/--show-labels/] },
  { key: 'services/default/web', status: /2 ready endpoints/, tone: 'good', now: [/to 2 ready endpoints of 2 pods that match app=web/] },
  {
    key: 'jobs.batch/default/bad',
    status: /BackoffLimitExceeded/,
    tone: 'bad',
    now: [/2 pods have failed of the 1/, /failed for good/, /exit code 3/],
    ways: [/kubectl delete job bad/, /kubectl logs job\/bad/],
  },
  {
    key: 'daemonsets.apps/default/agent',
    status: /0 of 0 ready/,
    tone: 'waiting',
    now: [/0 nodes are to run it, of 3/, /leaves out node-1, node-2 and node-3: each has not the label disk=ssd/],
    ways: [/kubectl label node node-1 disk=ssd/],
  },
  {
    key: 'statefulsets.apps/default/db',
    status: /0 of 2/,
    tone: 'bad',
    now: [/One at a time.*db-0/, /db-0: .*(registry|pull)/, /Usual causes/],
    ways: [/kubectl delete pod db-0/],
  },
  {
    key: 'horizontalpodautoscalers.autoscaling/default/hpa',
    status: /FailedGetResourceMetric/,
    tone: 'bad',
    now: [/Deployment web has 2/, /does not know the load/],
    ways: [/metrics add-on/],
  },
  {
    key: 'poddisruptionbudgets.policy/default/web',
    status: /lets nobody go/,
    tone: 'bad',
    now: [/2 of 2 pods are healthy; 2 have to be \(minAvailable 2\): none may be evicted = 2 − 2/, /429/],
    ways: [/"maxUnavailable":1/],
  },
  { key: 'pods/default/crash', status: /CrashLoopBackOff/, tone: 'bad', now: [/exit code 3/, /waits \d+ s before the next start/], ways: [/kubectl logs crash --previous/] },
  { key: 'pods/default/big', status: /Pending/, tone: 'bad', now: [/3 Insufficient cpu/], ways: [/smaller requests/, /every 5 min/] },
  { key: 'pods/default/config', status: /CreateContainerConfigError/, tone: 'bad', now: [/configmap "settings" not found/], ways: [/kubectl create configmap settings/] },
  { key: 'pods/default/gated', tone: 'waiting', now: [/example.com\/later gates it/], ways: [/schedulingGates/] },
  { key: 'cronjobs.batch/default/nightly', status: /waits for its time/, tone: 'good', now: [/has not run yet/], ways: [/--from=cronjob\/nightly/] },
  { key: 'resourcequotas/full/two', status: /pods used up/, tone: 'bad', now: [/pods: 2 of 2/, /FailedCreate/], ways: [/"pods":"4"/] },
  { key: 'deployments.apps/full/many', tone: 'bad', now: [/exceeded quota: two/], ways: [/kubectl describe resourcequota two -n full/] },
  {
    key: 'namespaces//gone',
    status: /Terminating/,
    tone: 'bad',
    now: [/Left: ConfigMap held/, /held by its finalizer example.com\/hold/, /namespace-controller: .*Look again in/],
    ways: [/kubectl patch configmap held -n gone/],
  },
  { key: 'configmaps/gone/held', status: /being deleted/, tone: 'waiting', now: [/1 finalizer holds it: example.com\/hold/] },
  { key: 'nodes//node-3', status: /Ready, cordoned/, tone: 'waiting', now: [/cordoned/, /drain of it waits for 1 PodDisruptionBudget/], ways: [/kubectl uncordon node-3/] },
];

describe('Why?', () => {
  it.each(cases.map((one) => [one.key, one] as const))('of %s', async (key, { status, tone, now, ways }) => {
    const answer = (await at.call('why', { key }))!;
    expect({ tone: answer.tone, now: answer.now }).toMatchObject({ tone });
    if (status) expect(answer.status).toMatch(status);
    for (const sentence of now) expect(answer.now.join('\n')).toMatch(sentence);
    for (const way of ways ?? []) expect(answer.unblock.map(({ text, command = '' }) => `${text} ${command}`).join('\n')).toMatch(way);
    // The chain ends at what was typed.
    expect(answer.chain.at(-1)).toMatchObject({ tone: 'you', text: expect.stringMatching(/kubectl (apply|cordon)/) });
  });

  it('tells a pod without a node node by node, with the numbers', async () => {
    const { table } = (await at.call('why', { key: 'pods/default/big' }))!;
    expect(table!.caption).toMatch(/asks for 64 CPU/);
    expect(table!.rows).toHaveLength(3);
    expect(table!.rows[0]).toEqual([
      'node-1',
      expect.stringMatching(/^NodeResourcesFit: Insufficient cpu/),
      expect.stringMatching(/^[\d.]+ of 2$/),
      expect.stringMatching(/Gi of /),
      expect.stringMatching(/^\d+ of 110$/),
    ]);
  });

  it('quotes the last words of a container that crashes, and counts down to the next try', async () => {
    const answer = (await at.call('why', { key: 'pods/default/crash' }))!;
    expect(answer.log).toEqual({ container: 'c', text: 'no such table: users\n' });
    expect(answer.countdown!.until).toBeGreaterThan(at.state.position!.time);
    expect((await at.call('why', { key: 'jobs.batch/default/bad' }))!.log?.text).toBe('out of paper\n');
    expect((await at.call('why', { key: 'namespaces//gone' }))!.countdown).toMatchObject({ what: 'looked at again' });
  });

  it.each([
    ['FailedScheduling big', /FailedScheduling, about pod\/big/, 'default-scheduler'],
    ['BackOff db-0', /BackOff, about pod\/db-0/, 'kubelet node-'],
    ['ScalingReplicaSet web', /ScalingReplicaSet, about deployment\/web/, 'deployment-controller'],
  ])('of the Event %s', async (name, status, actor) => {
    const answer = (await at.call('why', { key: events.get(name)! }))!;
    expect(answer.status).toMatch(status);
    expect(answer.now.length).toBeGreaterThan(0);
    expect(answer.chain[0]!.actor).toContain(actor);
    expect(answer.chain.at(-1)).toMatchObject({ tone: 'you' });
  });
});
