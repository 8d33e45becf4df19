/** The images of the usual tutorials, in the sizes that they are pulled in and with what one sees of them: their port, their log line, how they take SIGTERM. */
import type { CatalogueImage } from './catalogue.ts';

const MB = 1_000_000;

interface Family {
  readonly repository: string;
  readonly tags: readonly string[];
  /** Of one tag. */
  readonly make: (tag: string) => Omit<CatalogueImage, 'image'>;
}

const shell = (script: string): readonly string[] => ['/bin/sh', '-c', script];
/** Serves /www on a port until it is told to stop. */
const web = (line: string, port: number) => shell(`echo "${line}"; trap "exit 0" TERM QUIT; httpd -f -p ${port} -h /www & wait`);
/** Takes connections and answers with what it is sent. */
const listener = (line: string, port: number, check = '') => shell(`${check}echo "${line}"; trap "exit 0" TERM; nc -ll -p ${port} -e /bin/cat & wait`);
const daemon = (line: string) => shell(`echo "${line}"; trap "exit 0" TERM; while :; do sleep 3600 & wait; done`);
const page = (text: string) => ({ '/www/index.html': `${text}\n` });

const NGINX = ['1.7.1', '1.7.9', '1.7.12', '1.9.1', '1.10.0', '1.14', '1.14.2', '1.15', '1.16', '1.16.1', '1.17', '1.18', '1.19', '1.20', '1.21', '1.21.6', '1.22', '1.23', '1.24', '1.25', '1.25.3', '1.26', '1.27', '1.28', '1.29', 'latest', 'stable', 'mainline', 'alpine', '1.25-alpine', '1.27-alpine', '1.29-alpine', 'stable-alpine'];

const families: readonly Family[] = [
  { repository: 'nginx', tags: NGINX, make: (tag) => ({ entrypoint: web(`nginx/${tag} starting`, 80), env: [`NGINX_VERSION=${tag}`], ports: [80], files: page(`<h1>Welcome to nginx ${tag}!</h1>`), stopSignal: 'SIGQUIT', size: tag.includes('alpine') ? 21 * MB : 72 * MB }) },
  { repository: 'httpd', tags: ['2.4', '2.4-alpine', 'alpine', 'latest'], make: (tag) => ({ entrypoint: web(`AH00094: Command line: httpd ${tag}`, 80), ports: [80], files: page('<html><body><h1>It works!</h1></body></html>'), size: 58 * MB }) },
  { repository: 'busybox', tags: ['1.28', '1.34', '1.35', '1.36', '1.37', 'latest', 'stable', 'musl', 'glibc'], make: () => ({ cmd: ['sh'], size: 2 * MB }) },
  { repository: 'alpine', tags: ['3.18', '3.19', '3.20', '3.21', '3.22', '3', 'latest'], make: () => ({ cmd: ['/bin/sh'], size: 4 * MB }) },
  { repository: 'ubuntu', tags: ['18.04', '20.04', '22.04', '24.04', 'latest'], make: () => ({ cmd: ['/bin/sh'], size: 29 * MB }) },
  { repository: 'debian', tags: ['11', '12', '13', 'bookworm', 'bookworm-slim', 'stable', 'latest'], make: () => ({ cmd: ['/bin/sh'], size: 48 * MB }) },
  { repository: 'centos', tags: ['7', '8', 'latest'], make: () => ({ cmd: ['/bin/sh'], size: 76 * MB }) },
  { repository: 'redis', tags: ['5', '6', '6.2', '7', '7-alpine', '7.2', '8', 'alpine', 'latest'], make: () => ({ entrypoint: listener('Ready to accept connections', 6379), ports: [6379], size: 41 * MB }) },
  { repository: 'memcached', tags: ['1.6', '1.6-alpine', 'latest'], make: () => ({ entrypoint: listener('memcached is listening', 11_211), ports: [11_211], size: 34 * MB }) },
  {
    repository: 'mysql', tags: ['5.6', '5.7', '8', '8.0', '8.4', '9', 'latest'],
    make: () => ({ entrypoint: listener('ready for connections', 3306, '[ -n "$MYSQL_ROOT_PASSWORD$MYSQL_ALLOW_EMPTY_PASSWORD$MYSQL_RANDOM_ROOT_PASSWORD" ] || { echo "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified" >&2; exit 1; }; '), ports: [3306], size: 170 * MB }),
  },
  {
    repository: 'mariadb', tags: ['10', '10.6', '11', 'latest'],
    make: () => ({ entrypoint: listener('ready for connections', 3306, '[ -n "$MARIADB_ROOT_PASSWORD$MYSQL_ROOT_PASSWORD$MARIADB_ALLOW_EMPTY_ROOT_PASSWORD" ] || { echo "[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified" >&2; exit 1; }; '), ports: [3306], size: 120 * MB }),
  },
  {
    repository: 'postgres', tags: ['12', '13', '14', '15', '16', '17', '16-alpine', '17-alpine', 'alpine', 'latest'],
    make: () => ({ entrypoint: listener('database system is ready to accept connections', 5432, '[ -n "$POSTGRES_PASSWORD$POSTGRES_HOST_AUTH_METHOD" ] || { echo "Error: Database is uninitialized and superuser password is not specified." >&2; exit 1; }; '), ports: [5432], size: 150 * MB }),
  },
  { repository: 'mongo', tags: ['4.4', '5', '6', '7', '8', 'latest'], make: () => ({ entrypoint: listener('Waiting for connections', 27_017), ports: [27_017], size: 270 * MB }) },
  { repository: 'rabbitmq', tags: ['3', '3-management', '4', 'latest'], make: () => ({ entrypoint: listener('Server startup complete', 5672), ports: [5672], size: 95 * MB }) },
  { repository: 'wordpress', tags: ['4.8-apache', '6', 'apache', 'latest'], make: () => ({ entrypoint: web('Complete! WordPress has been successfully copied to /var/www/html', 80), ports: [80], size: 230 * MB }) },
  { repository: 'node', tags: ['16', '18', '20', '22', '20-alpine', '22-alpine', 'alpine', 'latest'], make: () => ({ cmd: ['sh'], size: 340 * MB }) },
  { repository: 'python', tags: ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3', '3-alpine', '3.12-slim', 'latest'], make: () => ({ cmd: ['sh'], size: 360 * MB }) },
  { repository: 'golang', tags: ['1.22', '1.23', '1.24', 'alpine', 'latest'], make: () => ({ cmd: ['sh'], size: 300 * MB }) },
  { repository: 'perl', tags: ['5.34', '5.34.0', '5.40', 'latest'], make: () => ({ cmd: ['sh'], size: 330 * MB }) },
  { repository: 'bash', tags: ['5', 'latest'], make: () => ({ cmd: ['sh'], size: 6 * MB }) },
  { repository: 'curlimages/curl', tags: ['8.10.1', 'latest'], make: () => ({ entrypoint: ['/bin/sh'], size: 9 * MB }) },
  { repository: 'hello-world', tags: ['latest'], make: () => ({ cmd: shell('echo; echo "Hello from Docker!"; echo "This message shows that your installation appears to be working correctly."'), size: 13_000 }) },
  { repository: 'traefik/whoami', tags: ['v1.10', 'latest'], make: () => ({ entrypoint: shell('echo "Starting up on port 80"; echo "Hostname: $(hostname)" > /www/index.html; trap "exit 0" TERM; httpd -f -p 80 -h /www & wait'), ports: [80], size: 3 * MB }) },
  { repository: 'fluent/fluentd', tags: ['v0.14.10', 'v0.14.11', 'v1.16', 'latest'], make: () => ({ entrypoint: daemon('fluentd worker is now running worker=0'), size: 38 * MB }) },
  { repository: 'fluentd/fluentd', tags: ['v0.14.10'], make: () => ({ entrypoint: daemon('fluentd worker is now running worker=0'), size: 38 * MB }) },
  { repository: 'quay.io/fluentd_elasticsearch/fluentd', tags: ['v2.5.2', 'v5.0.1'], make: () => ({ entrypoint: daemon('fluentd worker is now running worker=0'), size: 110 * MB }) },
  { repository: 'prom/node-exporter', tags: ['v1.8.2', 'latest'], make: () => ({ entrypoint: web('Listening on address=[::]:9100', 9100), ports: [9100], size: 12 * MB }) },
  { repository: 'registry.k8s.io/pause', tags: ['3.8', '3.9', '3.10'], make: () => ({ entrypoint: daemon(''), size: 320_000 }) },
  { repository: 'registry.k8s.io/nginx-slim', tags: ['0.8', '0.21', '0.24'], make: (tag) => ({ entrypoint: web(`nginx-slim ${tag} starting`, 80), ports: [80], files: page(`<h1>nginx-slim ${tag}</h1>`), size: 20 * MB }) },
  { repository: 'registry.k8s.io/echoserver', tags: ['1.4', '1.10'], make: () => ({ entrypoint: web('Now listening on port 8080', 8080), ports: [8080], files: page('Hello from echoserver'), size: 46 * MB }) },
  { repository: 'registry.k8s.io/e2e-test-images/agnhost', tags: ['2.39', '2.40', '2.53', 'v1', 'v2', 'v3'], make: () => ({ entrypoint: web('Serving on port 80', 80), ports: [80], size: 52 * MB }) },
  { repository: 'registry.k8s.io/hpa-example', tags: ['latest'], make: () => ({ entrypoint: web('hpa-example ready', 80), ports: [80], files: page('OK!'), size: 180 * MB }) },
  { repository: 'gcr.io/google-samples/hello-app', tags: ['1.0', '2.0'], make: (tag) => ({ entrypoint: shell(`echo "Server listening on port 8080"; printf 'Hello, world!\\nVersion: ${tag}.0\\nHostname: %s\\n' "$(hostname)" > /www/index.html; trap "exit 0" TERM; httpd -f -p 8080 -h /www & wait`), ports: [8080], size: 13 * MB }) },
  { repository: 'gcr.io/google-samples/kubernetes-bootcamp', tags: ['v1'], make: () => ({ entrypoint: shell('echo "Kubernetes Bootcamp App Started"; echo "Hello Kubernetes bootcamp! | Running on: $(hostname) | v=1" > /www/index.html; trap "exit 0" TERM; httpd -f -p 8080 -h /www & wait'), ports: [8080], size: 84 * MB }) },
  { repository: 'jocatalin/kubernetes-bootcamp', tags: ['v2'], make: () => ({ entrypoint: shell('echo "Kubernetes Bootcamp App Started"; echo "Hello Kubernetes bootcamp! | Running on: $(hostname) | v=2" > /www/index.html; trap "exit 0" TERM; httpd -f -p 8080 -h /www & wait'), ports: [8080], size: 84 * MB }) },
  {
    repository: 'gcr.io/kuar-demo/kuard-amd64', tags: ['1', '2', '3', 'blue', 'green'],
    make: (tag) => ({
      files: { '/kuard': `#!/bin/sh\necho "Starting kuard version: v${tag}"; echo "Serving on HTTP on :8080"; mkdir -p /www; echo ok > /www/healthy; echo ok > /www/ready; trap "exit 0" TERM; httpd -f -p 8080 -h /www & wait\n` },
      entrypoint: ['/kuard'], ports: [8080], size: 24 * MB,
    }),
  },
  { repository: 'paulbouwer/hello-kubernetes', tags: ['1.10', '1.10.1', '1'], make: () => ({ entrypoint: web('Listening on http://*:8080', 8080), ports: [8080], size: 52 * MB }) },
  { repository: 'nginxdemos/hello', tags: ['latest', 'plain-text'], make: () => ({ entrypoint: web('nginx starting', 80), ports: [80], size: 18 * MB }) },
  { repository: 'kodekloud/webapp-color', tags: ['v1', 'v2', 'latest'], make: (tag) => ({ entrypoint: web(`webapp-color ${tag} starting`, 8080), ports: [8080], size: 36 * MB }) },
  { repository: 'nothingnothings/kub-first-app', tags: ['1', '2', '3', 'latest'], make: (tag) => ({ entrypoint: web(`listening on 8080 (version ${tag})`, 8080), ports: [8080], size: 340 * MB }) },
  { repository: 'ubuntu-sleeper', tags: ['latest'], make: () => ({ entrypoint: ['sleep'], cmd: ['5'], size: 29 * MB }) },
  // Images with faults, to learn from.
  { repository: 'kubetick/app', tags: ['v1', 'v2', 'v3'], make: (tag) => ({ entrypoint: web(`app ${tag} starting`, 80), env: [`VERSION=${tag}`], ports: [80], files: page(`app ${tag}`), size: 20 * MB }) },
  { repository: 'kubetick/crash', tags: ['v1'], make: () => ({ entrypoint: shell('echo "fatal: cannot connect to database" >&2; exit 1'), size: 20 * MB }) },
  { repository: 'kubetick/never-ready', tags: ['v1'], make: () => ({ entrypoint: daemon('warming up, for ever'), size: 20 * MB }) },
  { repository: 'kubetick/ignores-sigterm', tags: ['v1'], make: () => ({ entrypoint: shell('echo "I do not listen to SIGTERM"; trap "" TERM; while :; do sleep 1; done'), size: 20 * MB }) },
  { repository: 'kubetick/slow-start', tags: ['v1'], make: () => ({ entrypoint: shell('echo "loading"; sleep 20; echo "ready"; trap "exit 0" TERM; httpd -f -p 80 -h /www & wait'), ports: [80], size: 20 * MB }) },
];

export const TUTORIAL_IMAGES: readonly CatalogueImage[] = families.flatMap(({ repository, tags, make }) => tags.map((tag) => ({ image: `${repository}:${tag}`, ...make(tag) })));
