/** What `/healthz`, `/livez` and `/readyz` of an API server that is well answer (upstream: apiserver pkg/server/healthz/healthz.go). */
import { quote } from '../base/go-format.ts';

/** The checks that all three make, in their order; `undefined` stands where `/readyz` has some of its own. */
const CHECKS: readonly (string | undefined)[] = [
  'ping',
  'log',
  'etcd',
  undefined,
  'poststarthook/start-apiserver-admission-initializer',
  'poststarthook/generic-apiserver-start-informers',
  'poststarthook/priority-and-fairness-config-consumer',
  'poststarthook/priority-and-fairness-filter',
  'poststarthook/storage-object-count-tracker-hook',
  'poststarthook/start-apiextensions-informers',
  'poststarthook/start-apiextensions-controllers',
  'poststarthook/crd-informer-synced',
  'poststarthook/start-system-namespaces-controller',
  'poststarthook/start-cluster-authentication-info-controller',
  'poststarthook/start-kube-apiserver-identity-lease-controller',
  'poststarthook/start-kube-apiserver-identity-lease-garbage-collector',
  'poststarthook/start-legacy-token-tracking-controller',
  'poststarthook/start-service-ip-repair-controllers',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
  'poststarthook/priority-and-fairness-config-producer',
  'poststarthook/bootstrap-controller',
  'poststarthook/start-kubernetes-service-cidr-controller',
  'poststarthook/start-kube-aggregator-informers',
  'poststarthook/apiservice-status-local-available-controller',
  'poststarthook/apiservice-status-remote-available-controller',
  'poststarthook/apiservice-registration-controller',
  'poststarthook/apiservice-discovery-controller',
  'poststarthook/kube-apiserver-autoregistration',
  'autoregister-completion',
  'poststarthook/apiservice-openapi-controller',
  'poststarthook/apiservice-openapiv3-controller',
];

export const HEALTH_PATHS: readonly string[] = ['/healthz', '/livez', '/readyz'];

/** Of `healthz`, `livez` or `readyz`. */
export const checksOf = (probe: string): readonly string[] => {
  const ready = probe === 'readyz';
  const checks = CHECKS.flatMap((check) => (check !== undefined ? [check] : ready ? ['etcd-readiness', 'informer-sync'] : []));
  return ready ? [...checks, 'shutdown'] : checks;
};

/** The answer to a GET of `path`, with its query; `undefined` where that is none of these paths, or no check there is. */
export function healthAnswer(path: string): string | undefined {
  const [, probe, check, query = ''] = /^\/(healthz|livez|readyz)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(path) ?? [];
  if (probe === undefined) return undefined;
  const checks = checksOf(probe);
  if (check !== undefined) return checks.includes(check) ? 'ok' : undefined;
  const options = query.split('&');
  if (!options.some((option) => /^verbose(=|$)/.test(option))) return 'ok';
  const excluded = options.flatMap((option) => (option.startsWith('exclude=') ? [option.slice('exclude='.length)] : []));
  const unknown = [...new Set(excluded)].filter((name) => !checks.includes(name)).sort();
  const warning = unknown.length > 0 ? `warn: some health checks cannot be excluded: no matches for ${unknown.map(quote).join(',')}\n` : '';
  return `${checks.map((name) => `[+]${name} ${excluded.includes(name) ? 'excluded: ' : ''}ok\n`).join('')}${warning}${probe} check passed\n`;
}
