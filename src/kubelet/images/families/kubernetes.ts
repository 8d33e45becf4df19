/** What the documentation of Kubernetes and its clouds runs: agnhost, echo servers, hello-app, the guestbook, agents. */
import { daemon, MB, page, shell, web, type Family } from './family.ts';

/** The subcommands of agnhost that manifests use. */
const AGNHOST = `#!/bin/sh
command=\${1:-pause}; [ $# -gt 0 ] && shift
serve() { trap "exit 0" TERM QUIT; httpd -f -p "$1" -h /www & wait; }
option() { for a in "$@"; do case $a in --http-port=*|--port=*) port=\${a#*=};; esac; done; }
hostname > /www/hostname; echo ok > /www/healthz; echo "NOW: $(date)" > /www/index.html
case $command in
  pause) echo "Paused"; trap "exit 0" TERM INT; while :; do sleep 3600 & wait; done;;
  netexec|test-webserver|guestbook|echo-server) port=8080; [ $command = test-webserver ] && port=80; option "$@"; echo "Started HTTP server on port $port"; serve "$port";;
  serve-hostname) port=9376; option "$@"; hostname > /www/index.html; echo "Serving on port $port."; serve "$port";;
  grpc-health-checking) port=5000; option "$@"; echo "Serving gRPC on port $port"; httpd -f -p "$port" -h /www & serve 8080;;
  liveness) echo "Serving on port 8080."; (sleep 10; rm /www/healthz) & serve 8080;;
  logs-generator) i=0; while :; do echo "$(date +%FT%TZ) $((i += 1)) GET /api/v1/namespaces/default/pods/x $((200 + i % 300))"; sleep 1; done;;
  *) echo "agnhost: $command is not modelled" >&2; exit 1;;
esac
`;

const hello = (version: string): readonly string[] =>
  shell(
    `echo "Server listening on port 8080"; printf 'Hello, world!\\nVersion: ${version}.0\\nHostname: %s\\n' "$(hostname)" > /www/index.html; trap "exit 0" TERM; httpd -f -p 8080 -h /www & wait`,
  );
const bootcamp = (version: string): readonly string[] =>
  shell(
    `echo "Kubernetes Bootcamp App Started At: $(date)"; echo "Hello Kubernetes bootcamp! | Running on: $(hostname) | v=${version}" > /www/index.html; trap "exit 0" TERM; httpd -f -p 8080 -h /www & wait`,
  );
/** Answers with what it can say of itself. */
const echoServer = (port: number): readonly string[] =>
  shell(
    `echo "Now listening on port ${port}"; printf '\\n\\nHostname: %s\\n\\nPod Information:\\n\\t-no pod information available-\\n' "$(hostname)" > /www/index.html; trap "exit 0" TERM; httpd -f -p ${port} -h /www & wait`,
  );

export const KUBERNETES: readonly Family[] = [
  { repository: 'registry.k8s.io/pause', tags: ['3.1', '3.5', '3.6', '3.7', '3.8', '3.9', '3.10'], make: () => ({ entrypoint: daemon(''), size: 320_000 }) },
  { repository: 'k8s.gcr.io/pause', tags: ['2.0', '3.1'], make: () => ({ entrypoint: daemon(''), size: 320_000 }) },
  {
    repository: 'registry.k8s.io/e2e-test-images/agnhost',
    tags: ['2.36', '2.39', '2.40', '2.43', '2.45', '2.47', '2.53'],
    make: () => ({ entrypoint: ['/agnhost'], cmd: ['pause'], size: 52 * MB, files: { '/agnhost': AGNHOST }, programs: ['curl'], grpc: [5000] }),
  },
  {
    repository: 'registry.k8s.io/etcd',
    tags: ['3.5.1-0', '3.5.15-0', '3.5.16-0', '3.5.21-0', '3.6.4-0'],
    make: () => ({
      cmd: ['/usr/local/bin/etcd'],
      ports: [2379, 2380],
      files: {
        '/usr/local/bin/etcd':
          '#!/bin/sh\necho \'{"level":"info","msg":"serving client traffic insecurely; this is strongly discouraged!","address":"[::]:2379"}\' >&2\ntrap "exit 0" TERM INT\nhttpd -f -p 2379 -h /www & wait\n',
        '/www/health': '{"health":"true","reason":""}',
      },
      grpc: [2379],
      size: 58 * MB,
    }),
  },
  // Not tags of the real registry: the recorded cluster has them.
  {
    repository: 'registry.k8s.io/e2e-test-images/agnhost',
    tags: ['v1', 'v2', 'v3'],
    make: (tag) => ({ entrypoint: web(`agnhost/${tag} starting`, 80), ports: [80], size: 52 * MB }),
  },
  {
    repository: 'registry.k8s.io/liveness',
    tags: ['latest'],
    make: () => ({ entrypoint: shell('echo ok > /www/healthz; (sleep 10; rm /www/healthz) & trap "exit 0" TERM; httpd -f -p 8080 -h /www & wait'), ports: [8080], size: 3 * MB }),
  },
  { repository: 'registry.k8s.io/goproxy', tags: ['0.1'], make: () => ({ entrypoint: web('goproxy started', 8080), ports: [8080], size: 2 * MB }) },
  {
    repository: 'registry.k8s.io/serve_hostname',
    tags: ['v1.4', 'latest'],
    make: () => ({ entrypoint: shell('hostname > /www/index.html; trap "exit 0" TERM; httpd -f -p 9376 -h /www & wait'), ports: [9376], size: 4 * MB }),
  },
  { repository: 'registry.k8s.io/echoserver', tags: ['1.4', '1.9', '1.10'], make: () => ({ entrypoint: echoServer(8080), ports: [8080], size: 46 * MB }) },
  { repository: 'k8s.gcr.io/echoserver', tags: ['1.4', '1.10'], make: () => ({ entrypoint: echoServer(8080), ports: [8080], size: 46 * MB }) },
  { repository: 'kicbase/echo-server', tags: ['1.0'], make: () => ({ entrypoint: echoServer(8080), ports: [8080], size: 5 * MB }) },
  { repository: 'ealen/echo-server', tags: ['0.9.2', 'latest'], make: () => ({ entrypoint: echoServer(80), ports: [80], size: 20 * MB }) },
  { repository: 'jmalloc/echo-server', tags: ['0.3.7', 'latest'], make: () => ({ entrypoint: echoServer(8080), ports: [8080], size: 6 * MB }) },
  { repository: 'registry.k8s.io/hpa-example', tags: ['latest'], make: () => ({ entrypoint: web('hpa-example ready', 80), ports: [80], files: page('OK!'), size: 180 * MB }) },
  { repository: 'gcr.io/google-samples/hello-app', tags: ['1.0', '2.0'], make: (tag) => ({ entrypoint: hello(tag), ports: [8080], size: 13 * MB }) },
  { repository: 'us-docker.pkg.dev/google-samples/containers/gke/hello-app', tags: ['1.0', '2.0'], make: (tag) => ({ entrypoint: hello(tag), ports: [8080], size: 13 * MB }) },
  {
    repository: 'gcr.io/google-samples/node-hello',
    tags: ['1.0', '2.0'],
    make: () => ({ entrypoint: web('listening', 8080), ports: [8080], files: page('Hello Kubernetes!'), size: 260 * MB }),
  },
  { repository: 'gcr.io/google-samples/kubernetes-bootcamp', tags: ['v1'], make: () => ({ entrypoint: bootcamp('1'), ports: [8080], size: 84 * MB }) },
  { repository: 'jocatalin/kubernetes-bootcamp', tags: ['v1', 'v2'], make: (tag) => ({ entrypoint: bootcamp(tag.slice(1)), ports: [8080], size: 84 * MB }) },
  { repository: 'docker.io/jocatalin/kubernetes-bootcamp-v2', tags: ['latest'], make: () => ({ entrypoint: bootcamp('2'), ports: [8080], size: 84 * MB }) },
  {
    repository: 'us-docker.pkg.dev/google-samples/containers/gke/gb-frontend',
    tags: ['v5'],
    make: () => ({ entrypoint: web('AH00094: Command line: apache2 -D FOREGROUND', 80), ports: [80], files: page('<h2>Guestbook</h2>'), size: 300 * MB }),
  },
  {
    repository: 'gcr.io/google_samples/gb-frontend',
    tags: ['v3', 'v4', 'v5'],
    make: () => ({ entrypoint: web('AH00094: Command line: apache2 -D FOREGROUND', 80), ports: [80], files: page('<h2>Guestbook</h2>'), size: 300 * MB }),
  },
  {
    repository: 'gcr.io/kuar-demo/kuard-amd64',
    tags: ['1', '2', '3', 'blue', 'green', 'purple'],
    make: (tag) => ({
      files: {
        '/kuard': `#!/bin/sh\necho "Starting kuard version: v0.10.0-${tag}"; echo "Serving on HTTP on :8080"; mkdir -p /www; echo ok > /www/healthy; echo ok > /www/ready; trap "exit 0" TERM; httpd -f -p 8080 -h /www & wait\n`,
      },
      entrypoint: ['/kuard'],
      ports: [8080],
      size: 24 * MB,
    }),
  },
  {
    repository: 'paulbouwer/hello-kubernetes',
    tags: ['1.5', '1.8', '1.10', '1.10.1', '1'],
    make: () => ({ entrypoint: web('Listening on http://*:8080', 8080), ports: [8080], files: page('Hello world!'), size: 52 * MB }),
  },
  {
    repository: 'stefanprodan/podinfo',
    tags: ['6.0.0', '6.5.0', '6.7.0', 'latest'],
    make: (tag) => ({
      entrypoint: shell(
        `echo '{"level":"info","msg":"Starting podinfo","version":"${tag}","port":"9898"}'; mkdir -p /www; echo '{"status":"OK"}' | tee /www/healthz > /www/readyz; printf '{"hostname":"%s","version":"${tag}","message":"greetings from podinfo"}\\n' "$(hostname)" > /www/index.html; trap "exit 0" TERM; httpd -f -p 9898 -h /www & wait`,
      ),
      ports: [9898],
      size: 30 * MB,
    }),
  },
  {
    repository: 'argoproj/rollouts-demo',
    tags: ['blue', 'green', 'yellow', 'orange', 'red', 'purple'],
    make: (tag) => ({ entrypoint: web(`color ${tag}`, 8080), ports: [8080], files: { '/www/color': `"${tag}"\n`, '/www/index.html': `${tag}\n` }, size: 5 * MB }),
  },
  { repository: 'dockersamples/k8s-wordsmith-web', tags: ['latest'], make: () => ({ entrypoint: web('listening', 80), ports: [80], size: 10 * MB }) },
  {
    repository: 'kodekloud/webapp-color',
    tags: ['v1', 'v2', 'v3', 'latest'],
    make: (tag) => ({ entrypoint: web(`webapp-color ${tag} starting`, 8080), ports: [8080], size: 36 * MB }),
  },
  { repository: 'kodekloud/webapp-conntest', tags: ['latest'], make: () => ({ entrypoint: web('webapp-conntest starting', 8080), ports: [8080], size: 36 * MB }) },
  {
    repository: 'nothingnothings/kub-first-app',
    tags: ['1', '2', '3', 'latest'],
    make: (tag) => ({ entrypoint: web(`listening on 8080 (version ${tag})`, 8080), ports: [8080], size: 340 * MB }),
  },
  {
    repository: 'fluent/fluentd',
    tags: ['v0.14.10', 'v0.14.11', 'v1.16', 'latest'],
    make: () => ({ entrypoint: daemon('fluentd worker is now running worker=0'), size: 38 * MB }),
  },
  { repository: 'fluentd/fluentd', tags: ['v0.14.10'], make: () => ({ entrypoint: daemon('fluentd worker is now running worker=0'), size: 38 * MB }) },
  { repository: 'fluent/fluent-bit', tags: ['2.2', '3.1', 'latest'], make: () => ({ entrypoint: daemon('[ info] [sp] stream processor started'), size: 30 * MB }) },
  {
    repository: 'quay.io/fluentd_elasticsearch/fluentd',
    tags: ['v2.5.2', 'v5.0.1'],
    make: () => ({ entrypoint: daemon('fluentd worker is now running worker=0'), size: 110 * MB }),
  },
  { repository: 'k8s.gcr.io/fluentd-elasticsearch', tags: ['1.20', 'v2.2.0'], make: () => ({ entrypoint: daemon('fluentd worker is now running worker=0'), size: 110 * MB }) },
  {
    repository: 'prom/node-exporter',
    tags: ['v1.3.1', 'v1.8.2', 'latest'],
    make: () => ({ entrypoint: web('Listening on address=[::]:9100', 9100), ports: [9100], size: 12 * MB }),
  },
  {
    repository: 'prom/prometheus',
    tags: ['v2.53.0', 'latest'],
    make: () => ({ entrypoint: web('Server is ready to receive web requests.', 9090), ports: [9090], size: 110 * MB }),
  },
  {
    repository: 'grafana/grafana',
    tags: ['10.4.0', '11.1.0', 'latest'],
    make: () => ({ entrypoint: web('HTTP Server Listen address=[::]:3000', 3000), ports: [3000], size: 130 * MB }),
  },
];
