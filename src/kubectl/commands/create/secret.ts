/** upstream: pkg/cmd/create/create_secret.go, create_secret_docker.go, create_secret_tls.go */
import type { Unchecked } from '../../../api/meta/types.ts';
import { isConfigMapKey } from '../../../api/meta/names.ts';
import { marshalJson, quote } from '../../../base/go-format.ts';
import { ok, type Result } from '../../../base/result.ts';
import type { Call, Command } from '../../command.ts';
import type { Failure } from '../../failure.ts';
import { addEnvFiles, addFiles, addLiterals, base64, checkSources, sourceFlags, type AddEntry } from './data-sources.ts';
import { generatorCommand, metadataFor, refuse } from './generator.ts';
import { withHashedName } from './name-hash.ts';

const DOCKER_KEY = '.dockerconfigjson';

type Entries = Map<string, string>;

const adder =
  (data: Entries): AddEntry =>
  (key, content) => {
    const errors = isConfigMapKey(key);
    if (errors.length > 0) return `${quote(key)} is not valid key name for a Secret ${errors.join(';')}`;
    if (data.has(key)) return `cannot add key ${key}, another key by that name already exists`;
    data.set(key, base64(content));
    return undefined;
  };

const secretOf = (call: Call, name: string, data: Entries, type: string): Result<Unchecked, Failure> =>
  ok(
    withHashedName(call, {
      kind: 'Secret',
      apiVersion: 'v1',
      metadata: metadataFor(call, name),
      ...(data.size > 0 && { data: Object.fromEntries(data) }),
      ...(type !== '' && { type }),
    }),
  );

const refusal = (): string => 'failed to create secret ';

const generic = generatorCommand({
  name: 'generic',
  short: 'Create a secret from a local file, directory, or literal value',
  usage: 'secret generic NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  examples: '# From literals\nkubectl create secret generic my-secret --from-literal=password=s3cret',
  flags: [...sourceFlags('secret'), { name: 'type', type: 'string', help: 'The type of the secret.' }],
  refusal,
  build(call, name) {
    const { flags } = call;
    const wrong = checkSources(call);
    if (wrong !== undefined) return refuse(wrong);
    const data: Entries = new Map();
    const add = adder(data);
    for (const added of [
      addLiterals(flags.strings('from-literal'), add),
      addFiles(call, flags.strings('from-file'), add),
      addEnvFiles(call, flags.strings('from-env-file'), 'secret', add),
    ])
      if (!added.ok) return refuse(added.error);
    return secretOf(call, name, data, flags.string('type'));
  },
});

const dockerRegistry = generatorCommand({
  name: 'docker-registry',
  short: 'Create a secret for use with a Docker registry',
  usage:
    'secret docker-registry NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  examples: '# With a user name\nkubectl create secret docker-registry my-secret --docker-server=registry.example.com --docker-username=me --docker-password=s3cret',
  flags: [
    { name: 'docker-username', type: 'string', help: 'The user name at the registry.' },
    { name: 'docker-password', type: 'string', help: 'The password at the registry.' },
    { name: 'docker-email', type: 'string', help: 'The e-mail address at the registry.' },
    { name: 'docker-server', type: 'string', default: 'https://index.docker.io/v1/', help: 'The registry.' },
    { name: 'append-hash', type: 'bool', help: 'Append a hash of the secret to its name.' },
    { name: 'from-file', type: 'stringSlice', help: 'A file with the configuration of a Docker client.' },
  ],
  refusal,
  build(call, name) {
    const { flags } = call;
    const [username, password, email, server] = ['docker-username', 'docker-password', 'docker-email', 'docker-server'].map((flag) => flags.string(flag)) as [
      string,
      string,
      string,
      string,
    ];
    const files = flags.strings('from-file').map((source) => (source.includes('=') ? source : `${DOCKER_KEY}=${source}`));
    if (files.length === 0 && (username === '' || password === '' || server === '')) {
      return refuse('either --from-file or the combination of --docker-username, --docker-password and --docker-server is required');
    }
    const data: Entries = new Map();
    const added = addFiles(call, files, adder(data));
    if (!added.ok) return refuse(added.error);
    if (files.length === 0) {
      const entry = { username, password, ...(email !== '' && { email }), auth: base64(`${username}:${password}`) };
      data.set(DOCKER_KEY, base64(marshalJson({ auths: { [server]: entry } })));
    }
    return secretOf(call, name, data, 'kubernetes.io/dockerconfigjson');
  },
});

const tls = generatorCommand({
  name: 'tls',
  short: 'Create a TLS secret',
  usage: 'secret tls NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  examples: '# From a key pair\nkubectl create secret tls tls-secret --cert=path/to/tls.crt --key=path/to/tls.key',
  flags: [
    { name: 'cert', type: 'string', help: 'The file of the PEM certificate.' },
    { name: 'key', type: 'string', help: 'The file of its private key.' },
    { name: 'append-hash', type: 'bool', help: 'Append a hash of the secret to its name.' },
  ],
  refusal,
  build(call, name) {
    const { flags } = call;
    if (flags.string('key') === '' || flags.string('cert') === '') return refuse('key and cert must be specified');
    const data: Entries = new Map();
    for (const [flag, key, pem, missing] of [
      ['cert', 'tls.crt', /-----BEGIN CERTIFICATE-----/, 'failed to find any PEM data in certificate input'],
      ['key', 'tls.key', /-----BEGIN ([A-Z]+ )?PRIVATE KEY-----/, 'failed to find any PEM data in key input'],
    ] as const) {
      const path = flags.string(flag);
      const text = call.io.files.read(path);
      if (text === undefined) return refuse(`Cannot read file ${path}, open ${path}: no such file or directory`);
      // Upstream also checks that the two belong together; that is not done here.
      if (!pem.test(text)) return refuse(`tls: ${missing}`);
      data.set(key, base64(text));
    }
    return secretOf(call, name, data, 'kubernetes.io/tls');
  },
});

export const secret: Command = {
  name: 'secret',
  short: 'Create a secret using a specified subcommand',
  long: `Create a secret with specified type.

 A docker-registry type secret is for accessing a container registry.

 A generic type secret indicate an Opaque secret type.

 A tls type secret holds TLS certificate and its associated key.`,
  usage: 'create secret (docker-registry | generic | tls) [options]',
  subcommands: [dockerRegistry, generic, tls],
};
