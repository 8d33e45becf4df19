/** `kubectl proxy` (upstream: pkg/cmd/proxy/proxy.go): there is no port here to listen on. */
import type { Command } from '../command.ts';
import { failed } from '../failure.ts';

export const proxy: Command = {
  name: 'proxy',
  group: 'Troubleshooting and Debugging Commands',
  short: 'Run a proxy to the Kubernetes API server',
  long: 'Run a proxy to the API server. This terminal has no ports on which others could connect: what a proxy would answer, kubectl get --raw prints.',
  examples: '# What http://localhost:8001/api/v1/pods would answer\nkubectl get --raw /api/v1/pods',
  usage: 'proxy [--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix] [options]',
  flags: [
    { name: 'accept-hosts', type: 'string', default: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$', help: 'Hosts to answer to.' },
    { name: 'accept-paths', type: 'string', default: '^.*', help: 'Paths to answer.' },
    { name: 'address', type: 'string', default: '127.0.0.1', help: 'The address to listen on.' },
    { name: 'api-prefix', type: 'string', default: '/', help: 'Where the API is served.' },
    { name: 'append-server-path', type: 'bool', help: "Append the path of the context's server." },
    { name: 'disable-filter', type: 'bool', help: 'Answer everybody.' },
    { name: 'keepalive', type: 'duration', help: 'How long connections are kept.' },
    { name: 'port', short: 'p', type: 'int', default: '8001', help: 'The port to listen on.' },
    { name: 'reject-methods', type: 'string', default: '^$', help: 'Methods to refuse.' },
    { name: 'reject-paths', type: 'string', default: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach', help: 'Paths to refuse.' },
    { name: 'unix-socket', short: 'u', type: 'string', help: 'A socket to listen on.' },
    { name: 'www', short: 'w', type: 'string', help: 'Files to serve too.' },
    { name: 'www-prefix', short: 'P', type: 'string', default: '/static/', help: 'Where they are served.' },
  ],
  *run(call) {
    if (call.args.length > 0) return call.usageFailure(`unknown command ${JSON.stringify(call.args[0])} for "kubectl proxy"`);
    return failed('kubectl proxy is not part of this simulation: nothing can connect to this terminal. kubectl get --raw PATH prints what it would answer');
  },
};

/** Nothing is in the making. */
export const alpha: Command = {
  name: 'alpha',
  short: 'Commands for features in alpha',
  usage: 'alpha [flags]',
  hidden: true,
  *run(call) {
    call.err('No alpha commands are available in this version of kubectl\n');
  },
};
