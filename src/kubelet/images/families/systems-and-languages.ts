/** Distributions, tools and programming languages. Programs in those languages do not run here; what starts them says so. */
import { piDigits } from './pi.ts';
import { MB, shell, type Family } from './family.ts';

const DIGITS = 3000;

/** What runs of a language: its version, the one-liners that tutorials have, and a word about everything else. */
const interpreter = (name: string, version: string, cases = ''): string => `#!/bin/sh
case "$*" in
  --version|-v|-V|version) echo "${version}"; exit 0;;
${cases}esac
echo "${name}: programs in this language are not modelled" >&2
exit 1
`;

const PYTHON = interpreter(
  'python3',
  'Python 3.12.7',
  `  *-m*http.server*)
    port=8000; for a in "$@"; do case $a in [0-9]*) port=$a;; esac; done
    echo "Serving HTTP on 0.0.0.0 port $port (http://0.0.0.0:$port/) ..."
    exec httpd -f -p "$port" -h .;;
  *print*) printf '%s\\n' "$*" | sed -n "s/.*print([\\"']\\([^\\"']*\\)[\\"']).*/\\1/p"; exit 0;;
`,
);
const NODE = interpreter(
  'node',
  'v22.9.0',
  `  *console.log*) printf '%s\\n' "$*" | sed -n "s/.*console\\.log([\\"']\\([^\\"']*\\)[\\"']).*/\\1/p"; exit 0;;
`,
);
/** \`perl -Mbignum=bpi -wle 'print bpi(2000)'\` is what the documentation's Job runs; it takes a while. */
const PERL = interpreter(
  'perl',
  'This is perl 5, version 40',
  `  *bpi*)
    n=$(printf '%s' "$*" | sed -n 's/.*bpi(\\([0-9]*\\)).*/\\1/p'); sleep $((n / 400))
    head -c $((n + 1)) /usr/share/pi; echo; exit 0;;
  *print*) printf '%s\\n' "$*" | sed -n "s/.*print [\\"']\\([^\\"']*\\)[\\"'].*/\\1/p"; exit 0;;
`,
);

const CURL = { programs: ['curl'] } as const;

export const SYSTEMS_AND_LANGUAGES: readonly Family[] = [
  {
    repository: 'busybox',
    tags: ['1', '1.27', '1.28', '1.28.4', '1.31', '1.32', '1.33', '1.34', '1.35', '1.35.0', '1.36', '1.36.1', '1.37', 'latest', 'stable', 'musl', 'glibc', 'uclibc'],
    make: () => ({ cmd: ['sh'], size: 2 * MB }),
  },
  { repository: 'registry.k8s.io/busybox', tags: ['latest', '1.27.2'], make: () => ({ cmd: ['sh'], size: 1 * MB }) },
  { repository: 'k8s.gcr.io/busybox', tags: ['latest'], make: () => ({ cmd: ['sh'], size: 1 * MB }) },
  { repository: 'gcr.io/google_containers/busybox', tags: ['latest'], make: () => ({ cmd: ['sh'], size: 1 * MB }) },
  { repository: 'alpine', tags: ['3.12', '3.16', '3.18', '3.19', '3.20', '3.21', '3.22', '3', 'latest', 'edge'], make: () => ({ cmd: ['/bin/sh'], size: 4 * MB }) },
  {
    repository: 'ubuntu',
    tags: ['16.04', '18.04', '20.04', '22.04', '24.04', 'focal', 'jammy', 'noble', 'latest'],
    make: () => ({ cmd: ['/bin/bash'], size: 29 * MB, files: { '/bin/bash': '#!/bin/sh\nexec sh "$@"\n' } }),
  },
  {
    repository: 'debian',
    tags: ['10', '11', '12', '13', 'bullseye', 'bullseye-slim', 'bookworm', 'bookworm-slim', 'stable', 'stable-slim', 'latest'],
    make: () => ({ cmd: ['/bin/bash'], size: 48 * MB, files: { '/bin/bash': '#!/bin/sh\nexec sh "$@"\n' } }),
  },
  { repository: 'centos', tags: ['7', '8', 'latest'], make: () => ({ cmd: ['/bin/bash'], size: 76 * MB, files: { '/bin/bash': '#!/bin/sh\nexec sh "$@"\n' }, ...CURL }) },
  { repository: 'fedora', tags: ['40', '41', 'latest'], make: () => ({ cmd: ['/bin/bash'], size: 70 * MB, files: { '/bin/bash': '#!/bin/sh\nexec sh "$@"\n' }, ...CURL }) },
  { repository: 'bash', tags: ['5', '5.2', 'latest'], make: () => ({ cmd: ['bash'], size: 6 * MB, files: { '/usr/local/bin/bash': '#!/bin/sh\nexec sh "$@"\n' } }) },
  {
    repository: 'node',
    tags: ['14', '16', '18', '20', '22', '18-alpine', '20-alpine', '22-alpine', 'alpine', 'lts', 'latest'],
    make: () => ({ cmd: ['node'], size: 340 * MB, files: { '/usr/local/bin/node': NODE }, ...CURL }),
  },
  {
    repository: 'python',
    tags: ['2.7', '3.7', '3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3', '3-alpine', '3-slim', '3.9-slim', '3.11-slim', '3.12-slim', 'alpine', 'latest'],
    make: () => ({ cmd: ['python3'], size: 360 * MB, files: { '/usr/local/bin/python3': PYTHON, '/usr/local/bin/python': PYTHON }, ...CURL }),
  },
  {
    repository: 'golang',
    tags: ['1.21', '1.22', '1.23', '1.24', 'alpine', 'latest'],
    make: () => ({ cmd: ['sh'], size: 300 * MB, files: { '/usr/local/bin/go': interpreter('go', 'go version go1.24 linux/amd64') }, ...CURL }),
  },
  { repository: 'openjdk', tags: ['8', '11', '17', 'latest'], make: () => ({ cmd: ['sh'], size: 240 * MB, files: { '/usr/bin/java': interpreter('java', 'openjdk 17.0.2') } }) },
  {
    repository: 'perl',
    tags: ['5.34', '5.34.0', '5.36', '5.40', 'latest'],
    make: () => ({ cmd: ['perl', '-de0'], size: 330 * MB, files: { '/usr/local/bin/perl': PERL, '/usr/share/pi': piDigits(DIGITS) } }),
  },
  {
    repository: 'hello-world',
    tags: ['latest', 'linux'],
    make: () => ({
      cmd: ['/hello'],
      size: 13_000,
      files: { '/hello': '#!/bin/sh\necho; echo "Hello from Docker!"; echo "This message shows that your installation appears to be working correctly."; echo\n' },
    }),
  },
  {
    repository: 'curlimages/curl',
    tags: ['7.85.0', '8.1.2', '8.10.1', 'latest'],
    make: () => ({
      entrypoint: ['/entrypoint.sh'],
      cmd: ['curl'],
      user: '100',
      size: 9 * MB,
      files: { '/entrypoint.sh': '#!/bin/sh\ncase $1 in -*|http*) set -- curl "$@";; esac\nexec "$@"\n' },
      ...CURL,
    }),
  },
  { repository: 'radial/busyboxplus', tags: ['curl', 'latest'], make: () => ({ cmd: ['/bin/sh'], size: 5 * MB, ...CURL }) },
  { repository: 'nicolaka/netshoot', tags: ['v0.13', 'latest'], make: () => ({ cmd: ['sh'], size: 190 * MB, ...CURL }) },
  {
    repository: 'praqma/network-multitool',
    tags: ['alpine-extra', 'latest'],
    make: () => ({ cmd: shell('trap "exit 0" TERM; httpd -f -p 80 -h /www & wait'), size: 15 * MB, ...CURL }),
  },
  {
    repository: 'wbitt/network-multitool',
    tags: ['alpine-extra', 'latest'],
    make: () => ({ cmd: shell('trap "exit 0" TERM; httpd -f -p 80 -h /www & wait'), size: 15 * MB, ...CURL }),
  },
  { repository: 'registry.k8s.io/e2e-test-images/jessie-dnsutils', tags: ['1.3', '1.7'], make: () => ({ cmd: ['sleep', 'infinity'], size: 50 * MB }) },
  { repository: 'polinux/stress', tags: ['latest', '1.0.4'], make: () => ({ size: 4 * MB, programs: ['stress'], cmd: ['stress', '--help'] }) },
  {
    repository: 'vish/stress',
    tags: ['latest'],
    make: () => ({
      entrypoint: ['/stress'],
      size: 3 * MB,
      programs: ['stress'],
      files: {
        '/stress':
          '#!/bin/sh\nn=0; m=0; while [ $# -gt 0 ]; do case $1 in -cpus|--cpus) n=$2;; -mem-total|--mem-total) m=${2%i};; esac; shift; done\nexec stress --cpu "$n" --vm 1 --vm-bytes "$m"\n',
      },
    }),
  },
  { repository: 'ubuntu-sleeper', tags: ['latest'], make: () => ({ entrypoint: ['sleep'], cmd: ['5'], size: 29 * MB }) },
];
