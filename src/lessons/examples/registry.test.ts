import { describe, expect, it } from 'vitest';
import { createCluster, kindRegistry } from '../../cluster/cluster.ts';
import { runToEnd } from '../../engine/drive.ts';
import { tutorialImages } from '../../kubelet/images/index.ts';
import { kubectl } from '../../kubectl/kubectl.ts';
import { kubetick } from '../../kubectl/kubetick/kubetick.ts';
import { Terminal } from '../../kubectl/terminal/terminal.ts';
import { parseManifests } from '../../manifest/parse.ts';
import type { Example } from './example.ts';
import { examples } from './registry.ts';

/** What the last of these lines prints after the example's own, once all has settled: that it shows what its text says. */
const SHOWN: Readonly<Record<string, { readonly line: string; readonly prints: RegExp }>> = {
  'healthy-rollout': { line: 'kubectl get deploy web -o jsonpath={.spec.template.spec.containers[0].image},{.status.updatedReplicas}', prints: /^nginx:1.25,4$/ },
  'bad-image': { line: 'kubectl get deploy web -o jsonpath={.spec.template.spec.containers[0].image},{.status.availableReplicas}', prints: /^nginx:1.25,4$/ },
  recreate: { line: 'kubectl get deploy web -o jsonpath={.spec.template.spec.containers[0].image},{.status.availableReplicas}', prints: /^nginx:1.21,3$/ },
  'never-ready': { line: `kubectl get deploy web -o jsonpath='{.status.conditions[?(@.type=="Progressing")].reason}'`, prints: /^ProgressDeadlineExceeded$/ },
  'pause-and-resume': { line: 'kubectl rollout history deploy/web | grep -c "^[0-9]"', prints: /^2$/ },
  'scale-in-mid-rollout': { line: "kubectl get rs -o jsonpath='{.items[*].spec.replicas}'", prints: /^(12 6|6 12|11 7|7 11|10 8|8 10)$/ },
  'command-and-args': { line: 'kubectl logs greeting', prints: /^hello world but not \$\(NOBODY\)$/ },
  environment: { line: "kubectl exec env -- sh -c 'echo $POD $COLOUR $MEMORY_LIMIT $PASSWORD'", prints: /^env blue 64 swordfish$/ },
  'configmap-update': { line: 'kubectl logs reader --tail=1', prints: /^file: green, variable: blue$/ },
  'secret-missing': { line: 'kubectl logs needs-secret', prints: /^the password has 9 letters$/ },
  'init-containers': { line: 'kubectl exec app -- cat /usr/share/nginx/html/index.html', prints: /^written by an init container$/m },
  sidecar: { line: 'kubectl logs app -c shipper | head -n 2', prints: /^order 1\norder 2$/ },
  adapter: { line: 'kubectl logs adapter -c adapter | tail -n 1', prints: /^requests_total \d+$/ },
  ambassador: { line: 'kubectl logs client -c app --tail=1', prints: /^hello from backend-\w+-\w+$/ },
  liveness: { line: 'kubectl get pod liveness', prints: /Running +[1-9]/ },
  'crash-loop': { line: 'kubectl logs crash', prints: /^no configuration found$/ },
  'out-of-memory': { line: "kubectl get pod greedy -o jsonpath='{.status.containerStatuses[0].lastState.terminated.reason}'", prints: /^OOMKilled$/ },
  labels: { line: 'kubectl get pods -l app=web --no-headers | grep -c Running; kubectl get pods -l app=aside --no-headers | grep -c Running', prints: /^3\n1$/ },
  namespaces: { line: 'kubectl get deployments -A --no-headers', prints: /^team-b +web +2\/2.*$/ },
  'service-endpoints': { line: "kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{.items[0].endpoints[*].conditions.ready}'", prints: /^true true true$/ },
  'no-endpoints': { line: "kubectl get endpointslices -l kubernetes.io/service-name=web -o jsonpath='{.items[0].endpoints[*].conditions.ready}'", prints: /^true true$/ },
  'blue-green': { line: 'kubectl logs client | uniq', prints: /^blue\ngreen$/ },
  canary: { line: 'kubectl logs client | sort | uniq | wc -l', prints: /^2$/ },
  'lost-requests': { line: 'kubetick traffic status | grep -c "^web-"', prints: /^2$/ },
  ingress: { line: 'kubetick traffic status', prints: /shop-green/ },
  job: { line: "kubectl get job pieces -o jsonpath='{.status.completedIndexes}'", prints: /^0-8$/ },
  'job-back-off': { line: "kubectl get job doomed -o jsonpath='{.status.conditions[*].reason},{.status.failed}'", prints: /BackoffLimitExceeded,3$/ },
  'cron-job': { line: 'kubectl get jobs --no-headers | grep -c Complete', prints: /^[23]$/ },
  'daemon-set': { line: "kubectl get ds agent -o jsonpath='{.status.numberReady}'", prints: /^2$/ },
  drain: {
    line: "kubectl get pods -l app=web -o jsonpath='{.items[*].spec.nodeName}' | grep -c node-1; kubectl get deploy web -o jsonpath={.status.availableReplicas}",
    prints: /^0\n3$/,
  },
  pending: { line: 'kubectl describe pod big | tail -n 1', prints: /0\/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory/ },
  'stateful-set': {
    line: "kubectl get sts db -o jsonpath='{.status.updatedReplicas}'; kubectl get pods -o jsonpath='{.items[*].spec.containers[0].image}'",
    prints: /^3nginx:1.25 nginx:1.25 nginx:1.25$/,
  },
  'stateful-claims': { line: 'kubectl exec db-1 -- wc -l /data/starts; kubectl get pvc --no-headers | grep -c Bound', prints: /^2 \/data\/starts\n2$/ },
  autoscaling: { line: "sleep 90; kubectl get hpa web -o jsonpath='{.status.currentReplicas}'", prints: /^4$/ },
  'node-loss': {
    line: 'kubectl get pods -l app=web --field-selector=spec.nodeName!=node-2 --no-headers | grep -c Running; kubectl get node node-2 --no-headers',
    prints: /^3\nnode-2 +NotReady/,
  },
};

function playing(example: Example): (line: string, settled?: boolean) => { readonly printed: string; readonly code: number } {
  const simulation = createCluster({ preset: 'three', images: tutorialImages });
  simulation.settle();
  const terminal = new Terminal({ kubectl: (argv, io) => kubectl(argv, io, { kinds: kindRegistry.kinds }), programs: { kubetick }, files: example.files, keepsState: true });
  return (line, settled = false) => {
    if (settled) simulation.settle({ quiet: 12_000, timeout: 100_000 });
    let printed = '';
    const keep = (text: string) => {
      printed += text;
    };
    const code = runToEnd(simulation, terminal.runLine(line, { stdout: keep, stderr: keep }), simulation.position.time + 600_000)?.value;
    return { printed, code: code ?? -1 };
  };
}

describe('the examples', () => {
  it('have different ids', () => {
    expect(new Set(examples.map(({ id }) => id)).size).toBe(examples.length);
  });
  it('are all looked at', () => {
    expect(Object.keys(SHOWN).sort()).toEqual(examples.map(({ id }) => id).sort());
  });
  it.each(examples.map((example) => [example.id, example] as const))('%s: its files can be read', (_, { files }) => {
    for (const text of Object.values(files)) {
      const { documents, error } = parseManifests(text);
      expect(error).toBeUndefined();
      expect(documents.length).toBeGreaterThan(0);
    }
  });
  it.each(examples.map((example) => [example.id, example] as const))('%s shows what it says', (id, example) => {
    const play = playing(example);
    for (const line of example.run) {
      const { printed, code } = play(line);
      // A rollout that is waited for in vain is part of some stories.
      if (!line.includes('--timeout')) expect(code, `${line}\n${printed}`).toBe(0);
    }
    const { printed, code } = play(example.next!);
    expect(code, `${example.next}\n${printed}`).toBe(0);
    expect(play(SHOWN[id]!.line, true).printed.trim()).toMatch(SHOWN[id]!.prints);
  });
});
