/** Databases, caches and queues: they listen, want their passwords, and answer the checks that probes make. They store nothing. */
import { entrypoint, listener, MB, type Family } from './family.ts';

interface Store {
  readonly repository: string;
  readonly tags: readonly string[];
  readonly program: string;
  readonly line: string;
  readonly port: number;
  /** Of which variables at least one must be set, and what is said where none is. */
  readonly wants?: { readonly variables: readonly string[]; readonly otherwise: string };
  readonly clients?: Readonly<Record<string, string>>;
  readonly size: number;
}

const ALIVE = 'nc -z 127.0.0.1';

/** Ping, and keys in a folder. */
const REDIS_CLI = `#!/bin/sh
while [ $# -gt 0 ]; do case $1 in -h|-p|-a|-n|-u) shift 2;; -*) shift;; *) break;; esac; done
${ALIVE} 6379 2>/dev/null || { echo "Could not connect to Redis at 127.0.0.1:6379: Connection refused" >&2; exit 1; }
mkdir -p /tmp/redis; key=/tmp/redis/$2
case $(echo "$1" | tr a-z A-Z) in
  PING) echo PONG;;
  SET) printf %s "$3" > "$key"; echo OK;;
  GET) [ -f "$key" ] && { cat "$key"; echo; } || echo "(nil)";;
  INCR) n=$(cat "$key" 2>/dev/null); n=$((n + 1)); printf %s $n > "$key"; echo $n;;
  DEL) [ -f "$key" ] && rm "$key" && echo 1 || echo 0;;
  *) echo "(error) ERR command '$1' is not modelled";;
esac
`;
const PG_ISREADY = `#!/bin/sh
if ${ALIVE} 5432 2>/dev/null; then echo "localhost:5432 - accepting connections"; else echo "localhost:5432 - no response"; exit 2; fi
`;
const MYSQLADMIN = `#!/bin/sh
if ${ALIVE} 3306 2>/dev/null; then echo "mysqld is alive"; else echo "mysqladmin: connect to server at 'localhost' failed" >&2; exit 1; fi
`;
const client = (name: string): string => `#!/bin/sh\ncase "$*" in *SELECT*1*|*select*1*) echo 1; exit 0;; esac\necho "${name}: queries are not modelled" >&2; exit 1\n`;

const STORES: readonly Store[] = [
  {
    repository: 'redis',
    tags: ['5', '5.0.4', '6', '6.0.5', '6.2', '6-alpine', '7', '7.0', '7-alpine', '7.2', '7.4', '8', 'alpine', 'latest'],
    program: 'redis-server',
    line: '1:M * Ready to accept connections tcp',
    port: 6379,
    clients: { 'redis-cli': REDIS_CLI },
    size: 41 * MB,
  },
  {
    repository: 'valkey/valkey',
    tags: ['7', '8', 'latest'],
    program: 'valkey-server',
    line: '1:M * Ready to accept connections tcp',
    port: 6379,
    clients: { 'valkey-cli': REDIS_CLI, 'redis-cli': REDIS_CLI },
    size: 41 * MB,
  },
  { repository: 'memcached', tags: ['1.6', '1.6-alpine', 'latest'], program: 'memcached', line: 'memcached is listening', port: 11_211, size: 34 * MB },
  {
    repository: 'mysql',
    tags: ['5.6', '5.7', '8', '8.0', '8.4', '9', 'latest'],
    program: 'mysqld',
    line: '[Server] /usr/sbin/mysqld: ready for connections.',
    port: 3306,
    wants: {
      variables: ['MYSQL_ROOT_PASSWORD', 'MYSQL_ALLOW_EMPTY_PASSWORD', 'MYSQL_RANDOM_ROOT_PASSWORD'],
      otherwise: '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified',
    },
    clients: { mysqladmin: MYSQLADMIN, mysql: client('mysql') },
    size: 170 * MB,
  },
  {
    repository: 'mariadb',
    tags: ['10', '10.6', '11', 'latest'],
    program: 'mariadbd',
    line: 'mariadbd: ready for connections.',
    port: 3306,
    wants: {
      variables: ['MARIADB_ROOT_PASSWORD', 'MYSQL_ROOT_PASSWORD', 'MARIADB_ALLOW_EMPTY_ROOT_PASSWORD', 'MARIADB_RANDOM_ROOT_PASSWORD'],
      otherwise: '[ERROR] [Entrypoint]: Database is uninitialized and password option is not specified',
    },
    clients: { 'mariadb-admin': MYSQLADMIN, mysqladmin: MYSQLADMIN, mariadb: client('mariadb') },
    size: 120 * MB,
  },
  {
    repository: 'postgres',
    tags: ['10', '11', '12', '13', '14', '15', '16', '17', '16-alpine', '17-alpine', 'alpine', 'latest'],
    program: 'postgres',
    line: 'LOG:  database system is ready to accept connections',
    port: 5432,
    wants: { variables: ['POSTGRES_PASSWORD', 'POSTGRES_HOST_AUTH_METHOD'], otherwise: 'Error: Database is uninitialized and superuser password is not specified.' },
    clients: { pg_isready: PG_ISREADY, psql: client('psql') },
    size: 150 * MB,
  },
  {
    repository: 'mongo',
    tags: ['4.4', '5', '5.0', '6', '7', '8', 'latest'],
    program: 'mongod',
    line: 'Waiting for connections',
    port: 27_017,
    clients: { mongosh: client('mongosh') },
    size: 270 * MB,
  },
  { repository: 'rabbitmq', tags: ['3', '3-management', '4', 'latest'], program: 'rabbitmq-server', line: 'Server startup complete', port: 5672, size: 95 * MB },
  { repository: 'cassandra', tags: ['3', '4', '5', 'latest'], program: 'cassandra', line: 'Startup complete', port: 9042, size: 150 * MB },
  { repository: 'elasticsearch', tags: ['7.17.0', '8.15.0'], program: 'elasticsearch', line: 'started', port: 9200, size: 400 * MB },
  {
    repository: 'registry.k8s.io/redis',
    tags: ['e2e'],
    program: 'redis-server',
    line: 'Ready to accept connections',
    port: 6379,
    clients: { 'redis-cli': REDIS_CLI },
    size: 41 * MB,
  },
  {
    repository: 'gcr.io/google_samples/gb-redis-follower',
    tags: ['v1', 'v2'],
    program: 'redis-server',
    line: 'Ready to accept connections',
    port: 6379,
    clients: { 'redis-cli': REDIS_CLI },
    size: 41 * MB,
  },
];

/** Shell that refuses to start without one of the variables. */
const check = ({ wants }: Store): string =>
  wants === undefined ? '' : `[ -n "${wants.variables.map((name) => `$${name}`).join('')}" ] || { echo "${wants.otherwise}" >&2; exit 1; }\n`;

export const DATA_STORES: readonly Family[] = STORES.map((store) => ({
  repository: store.repository,
  tags: store.tags,
  make: () => ({
    entrypoint: ['docker-entrypoint.sh'],
    cmd: [store.program],
    ports: [store.port],
    files: {
      '/usr/local/bin/docker-entrypoint.sh': entrypoint(store.program),
      [`/usr/local/bin/${store.program}`]: listener({ line: store.line, port: store.port, check: check(store) }),
      ...Object.fromEntries(Object.entries(store.clients ?? {}).map(([name, text]) => [`/usr/local/bin/${name}`, text])),
    },
    size: store.size,
  }),
}));
