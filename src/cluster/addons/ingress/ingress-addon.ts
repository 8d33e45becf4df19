/** Ingress: ingress-nginx. Its controller says where Ingresses are reached, and passes requests on to the Services' ready pods. */
import type { Ingress, IngressLoadBalancerIngress } from '../../../api/kinds/ingress/types.ts';
import type { Node } from '../../../api/kinds/node/types.ts';
import type { Pod } from '../../../api/kinds/pod/types.ts';
import type { Service } from '../../../api/kinds/service/types.ts';
import { deepEqual } from '../../../base/equal.ts';
import { isPodReady } from '../../../controllers/common/pods.ts';
import { splitKey } from '../../../controllers/common/owner.ts';
import { objectKey, type Component, type Context, type Outcome, type View } from '../../../engine/component.ts';
import { backendsOf, type Gateway, type HostRoute } from '../../../kubelet/index.ts';
import { MB } from '../../../kubelet/images/families/family.ts';
import { asleepUnless, isOn, type Addon, type Manifest } from '../addon.ts';
import { CLASS, hitFor, INGRESSES, isOfClass, serviceOf } from './routes.ts';

const NAME = 'ingress';
const NAMESPACE = 'ingress-nginx';
const CONTROLLER = 'ingress-nginx-controller';
const VERSION = 'v1.13.3';
const IMAGE = `registry.k8s.io/ingress-nginx/controller:${VERSION}`;
const LABELS = { 'app.kubernetes.io/component': 'controller', 'app.kubernetes.io/instance': 'ingress-nginx', 'app.kubernetes.io/name': 'ingress-nginx' };
/** Milliseconds between two rounds of the controller over all addresses. */
const STATUS_INTERVAL = 60_000;
const STATUS = 'status';

const isController = ({ metadata }: Pod): boolean => metadata.namespace === NAMESPACE && metadata.labels?.['app.kubernetes.io/component'] === 'controller';
const readyControllers = (view: View): readonly Pod[] =>
  view.list<Pod>('pods', NAMESPACE).filter((pod) => isController(pod) && isPodReady(pod) && pod.metadata.deletionTimestamp === undefined);

const all = (view: View): string[] => view.list<Ingress>(INGRESSES).map(({ metadata }) => objectKey(INGRESSES, metadata.namespace, metadata.name));

const component: Component = {
  name: 'nginx-ingress-controller',
  priority: 43,
  watches: [
    {
      resource: INGRESSES,
      keys: ({ type, key, object, before }) =>
        type !== 'DELETED' &&
        isOfClass(object as Ingress) &&
        (type === 'ADDED' ||
          !deepEqual(object.metadata.annotations, before?.metadata.annotations) ||
          !deepEqual((object as Ingress).spec, (before as Ingress).spec) ||
          !deepEqual((object as Ingress).status, (before as Ingress).status))
          ? [key]
          : [],
    },
    // Its first look at the addresses comes once it is ready.
    {
      resource: 'pods',
      keys: ({ type, object, before }, view) =>
        type === 'MODIFIED' && isController(object as Pod) && isPodReady(object as Pod) && !isPodReady(before as Pod) ? [STATUS, ...all(view)] : [],
    },
  ],
  reconcile(context, key) {
    if (key === STATUS) return publish(context);
    const { namespace, name } = splitKey(key);
    const ingress = context.get<Ingress>(INGRESSES, namespace, name);
    if (!ingress || !isOfClass(ingress)) return { decision: `Ingress ${name} is not of this controller.`, idle: true };
    if (readyControllers(context).length === 0) return { decision: 'No pod of the controller is ready: nothing is set up.', idle: true };
    context.event(ingress, 'Normal', 'Sync', 'Scheduled for sync');
    return { decision: `Requests that Ingress ${name} describes go to its Services from now on.` };
  },
};

/** Says in every Ingress where it is reached: at the load balancer of the controller's Service, or at the nodes that the controller runs on. */
function publish(context: Context): Outcome {
  const again = { after: STATUS_INTERVAL };
  const pods = readyControllers(context);
  if (pods.length === 0) return { decision: 'No pod of the controller is ready.', idle: true, again };
  const addresses = addressesOf(context, pods);
  let written = 0;
  for (const ingress of context.list<Ingress>(INGRESSES)) {
    if (!isOfClass(ingress) || deepEqual(ingress.status?.loadBalancer?.ingress ?? [], addresses)) continue;
    context.modify<Ingress>(INGRESSES, ingress.metadata.namespace, ingress.metadata.name, (current) => ({
      ...current,
      status: { ...current.status, loadBalancer: addresses.length > 0 ? { ingress: addresses } : {} },
    }));
    written += 1;
  }
  const where = addresses.map(({ ip }) => ip).join(', ');
  return { decision: `Ingresses are reached at ${where === '' ? 'no address yet' : where}; ${written} did not say so.`, idle: written === 0, again };
}

function addressesOf(context: Context, pods: readonly Pod[]): readonly IngressLoadBalancerIngress[] {
  const balanced = context.get<Service>('services', NAMESPACE, CONTROLLER)?.status.loadBalancer?.ingress ?? [];
  if (balanced.length > 0) return balanced.flatMap(({ ip }) => (ip === undefined ? [] : [{ ip }]));
  const nodes = [...new Set(pods.map(({ spec }) => spec.nodeName!))].sort();
  return nodes.flatMap((name) => {
    const ip = context.get<Node>('nodes', undefined, name)?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address;
    return ip === undefined ? [] : [{ ip }];
  });
}

const gateway: Gateway = {
  listensAt: (pod, port) => isController(pod) && port === 80,
  route(context, { path, headers }) {
    if (!isOn(context, NAME)) return { status: 404 };
    const hit = hitFor(context, headers['host'] ?? '', path);
    if (!hit) return { status: 404 };
    const found = serviceOf(context, hit);
    const backends = found ? backendsOf(context, found.service, found.port) : [];
    // A Service that is not there, or has nobody ready, is the same to nginx.
    if (backends.length === 0) return { status: 503 };
    const { address, port } = backends[Math.floor(context.random() * backends.length)]!;
    return { address, port, path: hit.path };
  },
};

/** For those outside, who find the controller by the host's name: only hosts that a rule names. */
const hostRoute: HostRoute = (view, host, _port, path) => {
  if (!isOn(view, NAME) || readyControllers(view).length === 0) return undefined;
  const hit = hitFor(view, host, path);
  if (!hit?.isNamed) return undefined;
  const { name, port } = hit.backend.service ?? { name: '', port: { name: '' } };
  return { namespace: hit.ingress.metadata.namespace!, name, port: port.name ?? String(port.number ?? '') };
};

const namespace: Manifest = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: NAMESPACE, labels: { 'app.kubernetes.io/instance': 'ingress-nginx', 'app.kubernetes.io/name': 'ingress-nginx' } },
};
const account: Manifest = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'ingress-nginx', namespace: NAMESPACE, labels: LABELS },
  automountServiceAccountToken: true,
};
const config: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: CONTROLLER, namespace: NAMESPACE, labels: LABELS } };
const service: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: CONTROLLER, namespace: NAMESPACE, labels: LABELS },
  spec: {
    type: 'LoadBalancer',
    ports: [
      { name: 'http', port: 80, protocol: 'TCP', targetPort: 'http', appProtocol: 'http' },
      { name: 'https', port: 443, protocol: 'TCP', targetPort: 'https', appProtocol: 'https' },
    ],
    selector: LABELS,
  },
};
const ingressClass: Manifest = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: CLASS, labels: LABELS },
  spec: { controller: 'k8s.io/ingress-nginx' },
};
/** With host ports, as on a cluster without a cloud, so that it is reached without a load balancer too. */
const deployment: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: CONTROLLER, namespace: NAMESPACE, labels: LABELS },
  spec: {
    selector: { matchLabels: LABELS },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    template: {
      metadata: { labels: LABELS },
      spec: {
        serviceAccountName: 'ingress-nginx',
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: 'controller',
            image: IMAGE,
            args: [
              '/nginx-ingress-controller',
              `--publish-service=$(POD_NAMESPACE)/${CONTROLLER}`,
              '--election-id=ingress-nginx-leader',
              '--controller-class=k8s.io/ingress-nginx',
              `--ingress-class=${CLASS}`,
              `--configmap=$(POD_NAMESPACE)/${CONTROLLER}`,
            ],
            env: [
              { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
              { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
            ],
            ports: [
              { name: 'http', containerPort: 80, hostPort: 80, protocol: 'TCP' },
              { name: 'https', containerPort: 443, hostPort: 443, protocol: 'TCP' },
            ],
            resources: { requests: { cpu: '100m', memory: '90Mi' } },
            livenessProbe: { httpGet: { path: '/healthz', port: 10_254 }, initialDelaySeconds: 10, failureThreshold: 5 },
            readinessProbe: { httpGet: { path: '/healthz', port: 10_254 }, initialDelaySeconds: 10 },
          },
        ],
      },
    },
  },
};

export const ingressAddon: Addon = {
  name: NAME,
  title: 'Ingress',
  brings: 'the ingress class "nginx" and its controller: Ingresses get an address, and requests to it reach the ready pods of the Service that host and path name.',
  objects: () => [
    ['namespaces', namespace],
    ['serviceaccounts', account],
    ['configmaps', config],
    ['services', service],
    ['ingressclasses.networking.k8s.io', ingressClass],
    ['deployments.apps', deployment],
  ],
  images: [
    {
      image: IMAGE,
      entrypoint: ['/usr/bin/dumb-init'],
      files: {
        '/usr/bin/dumb-init': '#!/bin/sh\nexec "$@"\n',
        // What it answers at port 80 is not its own: see `gateway`.
        '/nginx-ingress-controller': `#!/bin/sh
echo "-------------------------------------------------------------------------------"
echo "NGINX Ingress controller"
echo "  Release:       ${VERSION}"
echo "-------------------------------------------------------------------------------"
trap "exit 0" TERM QUIT INT
httpd -f -p 80 -h /empty & httpd -f -p 10254 -h /health & wait
`,
        '/health/healthz': 'ok',
        '/empty/.keep': '',
      },
      ports: [80, 443],
      size: 110 * MB,
    },
  ],
  components: [asleepUnless(NAME, component)],
  gateways: [gateway],
  hosts: [hostRoute],
  switchedOff(context) {
    // What it has said of addresses holds no more.
    for (const { metadata, status } of context.list<Ingress>(INGRESSES)) {
      if (status?.loadBalancer?.ingress === undefined) continue;
      context.modify<Ingress>(INGRESSES, metadata.namespace, metadata.name, (current) =>
        isOfClass(current) ? { ...current, status: { ...current.status, loadBalancer: {} } } : current,
      );
    }
  },
};
