/** Metrics: a metrics server, the API it answers, and the load that it measures. */
import type { KubeObject } from '../../../api/meta/types.ts';
import { objectKey, type Context } from '../../../engine/component.ts';
import { AUTOSCALERS } from '../../../controllers/horizontal-pod-autoscaler/autoscaler-controller.ts';
import { MB } from '../../../kubelet/images/families/family.ts';
import { asleepUnless, type Addon, type Manifest } from '../addon.ts';
import { load } from './load.ts';
import { METRICS, metricsApi } from './metrics-api.ts';
import { metricsServer, METRICS_SERVER, NAMESPACE, ROUND } from './scrape.ts';

const IMAGE = 'registry.k8s.io/metrics-server/metrics-server:v0.8.0';
const LABELS = { 'k8s-app': METRICS_SERVER };
const PORT = 10_250;
const AUTOSCALER_CONTROLLER = 'horizontal-pod-autoscaler';

const account: Manifest = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: METRICS_SERVER, namespace: NAMESPACE, labels: LABELS } };
const service: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: METRICS_SERVER, namespace: NAMESPACE, labels: LABELS },
  spec: { ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 'https' }], selector: LABELS },
};
const deployment: Manifest = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: METRICS_SERVER, namespace: NAMESPACE, labels: LABELS },
  spec: {
    selector: { matchLabels: LABELS },
    strategy: { rollingUpdate: { maxUnavailable: 0 } },
    template: {
      metadata: { labels: LABELS },
      spec: {
        serviceAccountName: METRICS_SERVER,
        priorityClassName: 'system-cluster-critical',
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists', effect: 'NoSchedule' }],
        containers: [
          {
            name: METRICS_SERVER,
            image: IMAGE,
            args: [
              '--cert-dir=/tmp',
              `--secure-port=${PORT}`,
              '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
              '--kubelet-use-node-status-port',
              '--metric-resolution=15s',
            ],
            ports: [{ name: 'https', containerPort: PORT, protocol: 'TCP' }],
            resources: { requests: { cpu: '100m', memory: '200Mi' } },
            livenessProbe: { httpGet: { path: '/livez', port: 'https' }, periodSeconds: 10 },
            readinessProbe: { httpGet: { path: '/readyz', port: 'https' }, initialDelaySeconds: 20, periodSeconds: 10 },
            volumeMounts: [{ name: 'tmp-dir', mountPath: '/tmp' }],
          },
        ],
        volumes: [{ name: 'tmp-dir', emptyDir: {} }],
      },
    },
  },
};

function wakeAll(context: Context): void {
  context.wake(ROUND, 0, METRICS_SERVER);
  for (const { metadata } of context.list<KubeObject>(AUTOSCALERS)) context.wake(objectKey(AUTOSCALERS, metadata.namespace, metadata.name), 15_000, AUTOSCALER_CONTROLLER);
}

export const metricsAddon: Addon = {
  name: METRICS,
  title: 'Metrics',
  brings: 'a metrics server. kubectl top shows what pods and nodes use, and HorizontalPodAutoscalers scale by it; put load on a workload to see them move.',
  objects: () => [
    ['serviceaccounts', account],
    ['services', service],
    ['deployments.apps', deployment],
  ],
  images: [
    {
      image: IMAGE,
      entrypoint: ['/metrics-server'],
      user: '65534',
      files: {
        '/metrics-server': `#!/bin/sh
port=${PORT}
for a in "$@"; do case $a in --secure-port=*) port=\${a#*=};; esac; done
echo "Serving securely on [::]:$port"
trap "exit 0" TERM INT
httpd -f -p "$port" -h /www & wait
`,
        '/www/livez': 'ok',
        '/www/readyz': 'ok',
      },
      ports: [PORT],
      size: 22 * MB,
    },
  ],
  components: [asleepUnless(METRICS, metricsServer)],
  aggregatedApis: [metricsApi],
  faults: [load],
  switchedOn: wakeAll,
};
