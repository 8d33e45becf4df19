/** How the images of a repository are written down: once for all of its tags. */
import type { CatalogueImage } from '../catalogue.ts';

export const MB = 1_000_000;

export interface Family {
  readonly repository: string;
  readonly tags: readonly string[];
  /** Of one tag. */
  readonly make: (tag: string) => Omit<CatalogueImage, 'image'>;
}

export const imagesOf = (families: readonly Family[]): readonly CatalogueImage[] =>
  families.flatMap(({ repository, tags, make }) => tags.map((tag) => ({ image: `${repository}:${tag}`, ...make(tag) })));

export const shell = (script: string): readonly string[] => ['/bin/sh', '-c', script];
/** Serves /www on a port until it is told to stop. */
export const web = (line: string, port: number): readonly string[] => shell(`echo "${line}"; trap "exit 0" TERM QUIT; httpd -f -p ${port} -h /www & wait`);
/** Goes on until it is told to stop. */
export const daemon = (line: string): readonly string[] => shell(`${line === '' ? '' : `echo "${line}"; `}trap "exit 0" TERM; while :; do sleep 3600 & wait; done`);
export const page = (text: string): Readonly<Record<string, string>> => ({ '/www/index.html': `${text}\n` });

/** A program that listens on a port: what it says, where its port may come from, and what must hold before it starts. */
export const listener = (options: { readonly line: string; readonly port: number; readonly check?: string }): string => `#!/bin/sh
${options.check ?? ''}port=${options.port}
while [ $# -gt 0 ]; do
  case $1 in
    --port|-p) port=$2; shift;;
    --port=*) port=\${1#*=};;
    *.conf) p=$(sed -n 's/^port *\\([0-9][0-9]*\\).*/\\1/p' "$1" 2>/dev/null | tail -1); port=\${p:-$port};;
  esac
  shift
done
echo "${options.line}"
trap "exit 0" TERM INT QUIT
nc -ll -p "$port" -e /bin/cat &
wait
`;

/** An entrypoint that runs its command, or the server where the command starts with an option. */
export const entrypoint = (server: string, line = ''): string => `#!/bin/sh
${line === '' ? '' : `echo "${line}"\n`}case $1 in -*) set -- ${server} "$@";; esac
exec "$@"
`;
