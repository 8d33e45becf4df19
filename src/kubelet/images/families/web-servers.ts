/** Web servers: they serve the folder that the real ones serve, so that what is mounted there is seen. */
import { entrypoint, MB, page, shell, web, type Family } from './family.ts';

const NGINX = [
  '1.7.1',
  '1.7.9',
  '1.7.12',
  '1.9.1',
  '1.10.0',
  '1.12',
  '1.14',
  '1.14.0',
  '1.14.1',
  '1.14.2',
  '1.15',
  '1.16',
  '1.16.0',
  '1.16.1',
  '1.17',
  '1.18',
  '1.18.0',
  '1.19',
  '1.19.1',
  '1.20',
  '1.20.1',
  '1.21',
  '1.21.1',
  '1.21.6',
  '1.22',
  '1.22.1',
  '1.23',
  '1.23.1',
  '1.24',
  '1.24.0',
  '1.25',
  '1.25.1',
  '1.25.3',
  '1.26',
  '1.26.0',
  '1.27',
  '1.27.0',
  '1.28',
  '1.29',
  'latest',
  'stable',
  'mainline',
  'alpine',
  '1.19-alpine',
  '1.21-alpine',
  '1.23-alpine',
  '1.25-alpine',
  '1.26-alpine',
  '1.27-alpine',
  '1.28-alpine',
  '1.29-alpine',
  'stable-alpine',
  'mainline-alpine',
];

/** nginx as its image runs it. Of its configuration: the first `listen` and `root`. */
const nginx = (version: string, port: number): Readonly<Record<string, string>> => ({
  '/docker-entrypoint.sh': entrypoint('nginx', '/docker-entrypoint.sh: Configuration complete; ready for start up'),
  '/usr/sbin/nginx': `#!/bin/sh
case " $* " in
  *" -v "*|*" -V "*) echo "nginx version: nginx/${version}" >&2; exit 0;;
  *" -t "*) echo "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok" >&2; echo "nginx: configuration file /etc/nginx/nginx.conf test is successful" >&2; exit 0;;
  *" quit "*|*" stop "*) kill -QUIT 1; exit 0;;
  *" -s "*) exit 0;;
esac
setting() { cat /etc/nginx/nginx.conf /etc/nginx/conf.d/*.conf 2>/dev/null | sed -n "s/^[[:space:]]*$1[[:space:]][[:space:]]*\\([^ ;]*\\).*;.*/\\1/p" | tail -1; }
port=$(setting listen); port=\${port##*:}; root=$(setting root)
echo "nginx/${version}: start worker processes" >&2
trap "exit 0" TERM QUIT INT
httpd -f -p "\${port:-${port}}" -h "\${root:-/usr/share/nginx/html}" &
wait
`,
  '/etc/nginx/nginx.conf': 'worker_processes auto;\nevents { worker_connections 1024; }\nhttp { include /etc/nginx/conf.d/*.conf; }\n',
  '/etc/nginx/conf.d/default.conf': `server {\n    listen ${port};\n    server_name localhost;\n    location / {\n        root /usr/share/nginx/html;\n        index index.html;\n    }\n}\n`,
  '/usr/share/nginx/html/index.html': '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n',
});

const HTTPD: Readonly<Record<string, string>> = {
  '/usr/local/bin/httpd-foreground': `#!/bin/sh
echo "AH00094: Command line: 'httpd -D FOREGROUND'"
trap "exit 0" TERM WINCH QUIT
httpd -f -p 80 -h /usr/local/apache2/htdocs &
wait
`,
  '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n',
};

export const WEB_SERVERS: readonly Family[] = [
  {
    repository: 'nginx',
    tags: NGINX,
    make: (tag) => ({
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['nginx', '-g', 'daemon off;'],
      env: [`NGINX_VERSION=${tag}`],
      ports: [80],
      files: nginx(tag, 80),
      programs: ['curl'],
      stopSignal: 'SIGQUIT',
      size: tag.includes('alpine') ? 21 * MB : 72 * MB,
    }),
  },
  {
    repository: 'nginxinc/nginx-unprivileged',
    tags: ['1.25', '1.27', 'latest', 'stable-alpine', 'alpine'],
    make: (tag) => ({
      entrypoint: ['/docker-entrypoint.sh'],
      cmd: ['nginx', '-g', 'daemon off;'],
      user: '101',
      ports: [8080],
      files: nginx(tag, 8080),
      programs: ['curl'],
      stopSignal: 'SIGQUIT',
      size: 72 * MB,
    }),
  },
  {
    repository: 'registry.k8s.io/nginx-slim',
    tags: ['0.8', '0.21', '0.24', '0.27'],
    make: (tag) => ({ cmd: ['nginx', '-g', 'daemon off;'], ports: [80], files: nginx(tag, 80), size: 20 * MB }),
  },
  { repository: 'k8s.gcr.io/nginx-slim', tags: ['0.8'], make: (tag) => ({ cmd: ['nginx', '-g', 'daemon off;'], ports: [80], files: nginx(tag, 80), size: 20 * MB }) },
  {
    repository: 'nginxdemos/hello',
    tags: ['latest', 'plain-text'],
    make: () => ({
      entrypoint: shell(
        'printf "Server address: %s:80\\nServer name: %s\\n" "$(hostname -i)" "$(hostname)" > /www/index.html; trap "exit 0" TERM QUIT; httpd -f -p 80 -h /www & wait',
      ),
      ports: [80],
      size: 18 * MB,
    }),
  },
  {
    repository: 'httpd',
    tags: ['2.4', '2.4-alpine', 'alpine', 'latest'],
    make: () => ({ cmd: ['httpd-foreground'], ports: [80], files: HTTPD, stopSignal: 'SIGWINCH', size: 58 * MB }),
  },
  {
    repository: 'caddy',
    tags: ['2', '2-alpine', 'latest'],
    make: () => ({ entrypoint: web('serving initial configuration', 80), ports: [80], files: page('Caddy works!'), size: 20 * MB }),
  },
  { repository: 'haproxy', tags: ['2.8', '3.0', 'latest'], make: () => ({ entrypoint: web('New worker forked', 80), ports: [80], size: 50 * MB }) },
  { repository: 'traefik', tags: ['v2.11', 'v3.1', 'latest'], make: () => ({ entrypoint: web('Configuration loaded from flags.', 80), ports: [80], size: 50 * MB }) },
  {
    repository: 'tomcat',
    tags: ['8', '9', '10', 'latest'],
    make: () => ({ entrypoint: web('Server startup in [500] milliseconds', 8080), ports: [8080], files: page('Apache Tomcat'), size: 190 * MB }),
  },
  {
    repository: 'wordpress',
    tags: ['4.8-apache', '6', '6.2.1-apache', 'apache', 'latest'],
    make: () => ({ entrypoint: web('Complete! WordPress has been successfully copied to /var/www/html', 80), ports: [80], files: page('WordPress'), size: 230 * MB }),
  },
  {
    repository: 'traefik/whoami',
    tags: ['v1.10', 'latest'],
    make: () => ({
      entrypoint: shell(
        'echo "Starting up on port 80"; printf "Hostname: %s\\nIP: %s\\n" "$(hostname)" "$(hostname -i)" > /www/index.html; trap "exit 0" TERM; httpd -f -p 80 -h /www & wait',
      ),
      ports: [80],
      size: 3 * MB,
    }),
  },
  {
    repository: 'hashicorp/http-echo',
    tags: ['0.2.3', '1.0', '1.0.0', 'latest'],
    make: () => ({
      entrypoint: ['/http-echo'],
      ports: [5678],
      user: '65532',
      size: 3 * MB,
      files: {
        '/http-echo':
          '#!/bin/sh\ntext=hello-world; port=5678; dir=$(mktemp -d)\nfor a in "$@"; do case $a in -text=*|--text=*) text=${a#*=};; -listen=*|--listen=*) port=${a##*:};; esac; done\necho "$text" > "$dir/index.html"; echo "server is listening on :$port"\ntrap "exit 0" TERM; httpd -f -p "$port" -h "$dir" & wait\n',
      },
    }),
  },
];
