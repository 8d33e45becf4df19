/**
 * kube-system as kubeadm sets it up (upstream: cmd/kubeadm/app/phases/{addons,controlplane,etcd}): CoreDNS, kube-proxy, and the control plane's
 * static pods. Names resolve while CoreDNS has a ready pod; Services work on nodes that run kube-proxy. The pods of the control plane are for
 * looking at: what they stand for runs in the simulation in any case.
 */
import type { Node } from '../../../api/kinds/node/types.ts';
import type { Pod } from '../../../api/kinds/pod/types.ts';
import type { ResourceKey } from '../../../api/meta/types.ts';
import type { Component, View } from '../../../engine/component.ts';
import { daemon, imagesOf, MB, type Family } from '../../../kubelet/images/families/family.ts';
import { asleepUnless, type Addon, type Manifest } from '../addon.ts';

const NAME = 'kube-system';
const NAMESPACE = 'kube-system';
const VERSION = 'v1.34.4';
const COREDNS = 'v1.12.1';
const ETCD = '3.6.5-0';
const MIRROR = 'kubernetes.io/config.mirror';
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';
/** Milliseconds after which a kubelet makes the mirror of a static pod again. */
const MIRROR_AGAIN = 1000;

type Entry = readonly [resource: ResourceKey, object: Manifest];
const meta = (name: string, labels?: Readonly<Record<string, string>>) => ({ name, namespace: NAMESPACE, ...(labels && { labels }) });

const dnsLabels = { 'k8s-app': 'kube-dns' };
const coreDns: readonly Entry[] = [
  ['serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('coredns') }],
  [
    'configmaps',
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: meta('coredns'),
      data: {
        Corefile: `.:53 {
    errors
    health {
       lameduck 5s
    }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
       pods insecure
       fallthrough in-addr.arpa ip6.arpa
       ttl 30
    }
    prometheus :9153
    forward . /etc/resolv.conf {
       max_concurrent 1000
    }
    cache 30
    loop
    reload
    loadbalance
}
`,
      },
    },
  ],
  [
    'services',
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        ...meta('kube-dns', { ...dnsLabels, 'kubernetes.io/cluster-service': 'true', 'kubernetes.io/name': 'CoreDNS' }),
        annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
      },
      spec: {
        clusterIP: '10.96.0.10',
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
          { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
          { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
        ],
        selector: dnsLabels,
      },
    },
  ],
  [
    'deployments.apps',
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: meta('coredns', dnsLabels),
      spec: {
        replicas: 2,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
        selector: { matchLabels: dnsLabels },
        template: {
          metadata: { labels: dnsLabels },
          spec: {
            priorityClassName: 'system-cluster-critical',
            serviceAccountName: 'coredns',
            affinity: {
              podAntiAffinity: {
                preferredDuringSchedulingIgnoredDuringExecution: [
                  {
                    weight: 100,
                    podAffinityTerm: { labelSelector: { matchExpressions: [{ key: 'k8s-app', operator: 'In', values: ['kube-dns'] }] }, topologyKey: 'kubernetes.io/hostname' },
                  },
                ],
              },
            },
            tolerations: [
              { key: 'CriticalAddonsOnly', operator: 'Exists' },
              { key: CONTROL_PLANE, effect: 'NoSchedule' },
            ],
            nodeSelector: { 'kubernetes.io/os': 'linux' },
            dnsPolicy: 'Default',
            containers: [
              {
                name: 'coredns',
                image: `registry.k8s.io/coredns/coredns:${COREDNS}`,
                imagePullPolicy: 'IfNotPresent',
                args: ['-conf', '/etc/coredns/Corefile'],
                resources: { limits: { memory: '170Mi' }, requests: { cpu: '100m', memory: '70Mi' } },
                ports: [
                  { name: 'dns', containerPort: 53, protocol: 'UDP' },
                  { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
                  { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
                  { name: 'liveness-probe', containerPort: 8080, protocol: 'TCP' },
                  { name: 'readiness-probe', containerPort: 8181, protocol: 'TCP' },
                ],
                livenessProbe: { httpGet: { path: '/health', port: 'liveness-probe' }, initialDelaySeconds: 60, timeoutSeconds: 5, successThreshold: 1, failureThreshold: 5 },
                readinessProbe: { httpGet: { path: '/ready', port: 'readiness-probe' } },
                volumeMounts: [{ name: 'config-volume', mountPath: '/etc/coredns', readOnly: true }],
              },
            ],
            volumes: [{ name: 'config-volume', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } }],
          },
        },
      },
    },
  ],
];

const proxyLabels = { 'k8s-app': 'kube-proxy' };
const kubeProxy: readonly Entry[] = [
  ['serviceaccounts', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: meta('kube-proxy') }],
  [
    'configmaps',
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: meta('kube-proxy', { app: 'kube-proxy' }),
      data: { 'config.conf': 'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nclusterCIDR: 10.244.0.0/16\nkind: KubeProxyConfiguration\nmode: ""\n' },
    },
  ],
  [
    'daemonsets.apps',
    {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: meta('kube-proxy', proxyLabels),
      spec: {
        selector: { matchLabels: proxyLabels },
        updateStrategy: { type: 'RollingUpdate' },
        template: {
          metadata: { labels: proxyLabels },
          spec: {
            priorityClassName: 'system-node-critical',
            serviceAccountName: 'kube-proxy',
            hostNetwork: true,
            tolerations: [{ operator: 'Exists' }],
            nodeSelector: { 'kubernetes.io/os': 'linux' },
            containers: [
              {
                name: 'kube-proxy',
                image: `registry.k8s.io/kube-proxy:${VERSION}`,
                imagePullPolicy: 'IfNotPresent',
                command: ['/usr/local/bin/kube-proxy', '--config=/var/lib/kube-proxy/config.conf', '--hostname-override=$(NODE_NAME)'],
                env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
                securityContext: { privileged: true },
                volumeMounts: [
                  { name: 'kube-proxy', mountPath: '/var/lib/kube-proxy' },
                  { name: 'xtables-lock', mountPath: '/run/xtables.lock' },
                  { name: 'lib-modules', mountPath: '/lib/modules', readOnly: true },
                ],
              },
            ],
            volumes: [
              { name: 'kube-proxy', configMap: { name: 'kube-proxy' } },
              { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } },
              { name: 'lib-modules', hostPath: { path: '/lib/modules' } },
            ],
          },
        },
      },
    },
  ],
];

/** A process of the control plane, as a kubelet runs it from a file. */
interface Static {
  readonly name: string;
  readonly image: string;
  readonly flags: readonly string[];
  readonly requests: Readonly<Record<string, string>>;
  readonly folder: string;
}

const STATICS: readonly Static[] = [
  {
    name: 'etcd',
    image: `registry.k8s.io/etcd:${ETCD}`,
    flags: ['--data-dir=/var/lib/etcd', '--listen-client-urls=https://127.0.0.1:2379'],
    requests: { cpu: '100m', memory: '100Mi' },
    folder: '/var/lib/etcd',
  },
  {
    name: 'kube-apiserver',
    image: `registry.k8s.io/kube-apiserver:${VERSION}`,
    flags: ['--authorization-mode=Node,RBAC', '--etcd-servers=https://127.0.0.1:2379', '--secure-port=6443', '--service-cluster-ip-range=10.96.0.0/12'],
    requests: { cpu: '250m' },
    folder: '/etc/kubernetes/pki',
  },
  {
    name: 'kube-controller-manager',
    image: `registry.k8s.io/kube-controller-manager:${VERSION}`,
    flags: ['--allocate-node-cidrs=true', '--cluster-cidr=10.244.0.0/16', '--controllers=*,bootstrapsigner,tokencleaner', '--leader-elect=true'],
    requests: { cpu: '200m' },
    folder: '/etc/kubernetes/pki',
  },
  { name: 'kube-scheduler', image: `registry.k8s.io/kube-scheduler:${VERSION}`, flags: ['--leader-elect=true'], requests: { cpu: '100m' }, folder: '/etc/kubernetes' },
];

/** The node with the role, or the first. */
function controlPlane(view: View): Node | undefined {
  const nodes = view.list<Node>('nodes');
  return nodes.find(({ metadata }) => metadata.labels?.[CONTROL_PLANE] !== undefined) ?? nodes[0];
}

/** A number that stands for the file's content. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0').repeat(4);
}

function mirrorOf({ name, image, flags, requests, folder }: Static, node: Node): Manifest {
  const hash = hashOf(`${name}-${node.metadata.name}`);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...meta(`${name}-${node.metadata.name}`, { component: name, tier: 'control-plane' }),
      annotations: { 'kubernetes.io/config.hash': hash, [MIRROR]: hash, 'kubernetes.io/config.source': 'file' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.metadata.name, uid: node.metadata.uid, controller: true }],
    },
    spec: {
      nodeName: node.metadata.name,
      hostNetwork: true,
      priorityClassName: 'system-node-critical',
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      tolerations: [{ operator: 'Exists', effect: 'NoExecute' }],
      containers: [
        {
          name,
          image,
          imagePullPolicy: 'IfNotPresent',
          command: [name, ...flags],
          resources: { requests },
          volumeMounts: [{ name: 'files', mountPath: folder, readOnly: name !== 'etcd' }],
        },
      ],
      volumes: [{ name: 'files', hostPath: { path: folder, type: 'DirectoryOrCreate' } }],
    },
  };
}

/** The kubelet of the control plane's node: makes the mirror of a static pod again where somebody deletes it. */
const staticPods: Component = {
  name: 'static-pods',
  actor: () => 'kubelet',
  priority: 44,
  watches: [
    {
      resource: 'pods',
      keys: ({ type, object }) =>
        type === 'DELETED' && object.metadata.namespace === NAMESPACE && object.metadata.annotations?.[MIRROR] !== undefined ? [`gone/${object.metadata.name}`] : [],
    },
  ],
  reconcile(context, key) {
    if (key.startsWith('gone/')) {
      context.wake(key.slice('gone/'.length), MIRROR_AGAIN);
      return { decision: 'A static pod lost its mirror.', idle: true };
    }
    const node = controlPlane(context);
    const found = node && STATICS.find(({ name }) => key === `${name}-${node.metadata.name}`);
    if (!found || context.get<Pod>('pods', NAMESPACE, key)) return { decision: `There is nothing to do about ${key}.`, idle: true };
    const made = context.create<Pod>('pods', mirrorOf(found, node) as never);
    return made.ok
      ? { decision: `The static pod ${key} shows in the API again: its file is still there.` }
      : { decision: `${key} cannot be shown: ${made.error.message}`, again: { after: MIRROR_AGAIN } };
  },
};

const server = (file: string, line: string, ports: readonly number[], pages: readonly string[]): Readonly<Record<string, string>> => ({
  [file]: `#!/bin/sh\necho "${line}"\ntrap "exit 0" TERM INT\n${ports.map((port) => `httpd -f -p ${port} -h /www &`).join(' ')} wait\n`,
  ...Object.fromEntries(pages.map((page) => [`/www/${page}`, 'OK'])),
});
const plain = (repository: string, tag: string, program: string, line: string, size: number): Family => ({
  repository,
  tags: [tag],
  make: () => ({ entrypoint: [program], files: { [program]: `#!/bin/sh\n${daemon(line)[2]}\n` }, size: size * MB }),
});

const IMAGES: readonly Family[] = [
  {
    repository: 'registry.k8s.io/coredns/coredns',
    tags: [COREDNS],
    make: (tag) => ({
      entrypoint: ['/coredns'],
      files: server('/coredns', `.:53\nCoreDNS-${tag.slice(1)}\nlinux/amd64`, [8080, 8181, 9153], ['health', 'ready', 'metrics']),
      ports: [53],
      size: 22 * MB,
    }),
  },
  plain('registry.k8s.io/kube-proxy', VERSION, '/usr/local/bin/kube-proxy', 'Using iptables Proxier', 26),
  plain('registry.k8s.io/etcd', ETCD, '/usr/local/bin/etcd', 'ready to serve client requests', 22),
  plain('registry.k8s.io/kube-apiserver', VERSION, '/usr/local/bin/kube-apiserver', 'Serving securely on [::]:6443', 27),
  plain('registry.k8s.io/kube-controller-manager', VERSION, '/usr/local/bin/kube-controller-manager', 'Serving securely on 127.0.0.1:10257', 22),
  plain('registry.k8s.io/kube-scheduler', VERSION, '/usr/local/bin/kube-scheduler', 'Serving securely on 127.0.0.1:10259', 17),
];

export const kubeSystemAddon: Addon = {
  name: NAME,
  title: 'kube-system',
  brings: 'CoreDNS, so that pods find Services by name; kube-proxy on every node, so that the addresses of Services work; and the control plane as pods to look at.',
  objects: (view) => {
    const node = controlPlane(view);
    return [...(node ? STATICS.map((each): Entry => ['pods', mirrorOf(each, node)]) : []), ...kubeProxy, ...coreDns];
  },
  images: imagesOf(IMAGES),
  components: [asleepUnless(NAME, staticPods)],
  // Mirrors that were made again are not those it put there at first.
  switchedOff(context) {
    for (const { metadata } of context.list<Pod>('pods', NAMESPACE)) if (metadata.annotations?.[MIRROR] !== undefined) context.delete('pods', NAMESPACE, metadata.name);
  },
};
