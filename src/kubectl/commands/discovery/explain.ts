/** `kubectl explain` (upstream: pkg/cmd/explain/explain.go): the fields of a kind, from its schema and what the API says about it. */
import { quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { schemaNameOf, schemaOf, type Schema } from '../../../api/schema/schema.ts';
import type { Call, Command } from '../../command.ts';
import { discoveredGroups } from '../../discovery.ts';
import { errorText, exitWith, failed, type Failure } from '../../failure.ts';
import { Documented } from '../../explain/documented.ts';
import { plaintext } from '../../explain/plaintext.ts';
import { plaintextOpenApiV2 } from '../../explain/plaintext-openapiv2.ts';
import { apiVersionOf, parseApiVersion, qualifiedResource, type Mapping } from '../../rest-mapper.ts';

export const explain: Command = {
  name: 'explain',
  group: 'Basic Commands (Intermediate)',
  short: 'Get documentation for a resource',
  long: 'Show the fields of a resource with their types. A field is named by its path: <type>.<fieldName>[.<fieldName>].',
  examples: `kubectl explain pods
# All fields below it
kubectl explain pods --recursive
# In one API version
kubectl explain deployments --api-version=apps/v1
# One field
kubectl explain pods.spec.containers`,
  usage: 'explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2] [options]',
  completes: 'fields',
  flags: [
    { name: 'recursive', type: 'bool', help: 'Show the fields of fields too.' },
    { name: 'api-version', type: 'string', help: 'The API version (group/version) to explain.' },
    {
      name: 'output',
      short: 'o',
      type: 'string',
      default: 'plaintext',
      choices: ['plaintext', 'plaintext-openapiv2'],
      help: 'plaintext, or plaintext-openapiv2: as older versions print it.',
    },
  ],
  *run(call) {
    const { flags } = call;
    if (call.args.length === 0) return failed('You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n');
    if (call.args.length > 1) return failed('We accept only this format: explain RESOURCE\n');
    const target = findTarget(call, call.args[0]!);
    if (!target.ok) return target.error;
    const { mapping, path } = target.value;
    const { descriptions } = call.context;
    if (!descriptions) return failed('the descriptions of the API were not loaded here');
    const texts = new Documented(descriptions);
    const format = flags.string('output');
    if (format === 'plaintext-openapiv2') {
      const named = flags.string('api-version') === '' ? mapping : { ...mapping, ...parseApiVersion(flags.string('api-version')) };
      const schema = schemaFor(named);
      if (!schema) return failed(`couldn't find resource for ${quote(`${apiVersionOf(named)}, Kind=${named.kind}`)}`);
      const text = plaintextOpenApiV2({ apiVersion: apiVersionOf(named), kind: named.kind }, schema, path, flags.bool('recursive'), texts);
      if (!text.ok) return failed(text.error);
      call.out(text.value);
      return undefined;
    }
    const found = versionOf(call, mapping);
    if (!found.ok) return failed(found.error);
    if (format !== 'plaintext') return failed(`unrecognized format: ${format}`);
    const { group, version, kind } = found.value;
    call.out(`${group ? `GROUP:      ${group}\n` : ''}KIND:       ${kind}\nVERSION:    ${version}\n\n`);
    const schema = schemaFor(found.value);
    if (!schema) return failed(`the schema of ${kind} in ${group}/${version} is not part of this simulation`);
    const text = plaintext(schema, path, flags.bool('recursive'), texts);
    if (text === undefined) return failed(`field ${quote(path.at(-1) ?? '')} does not exist`);
    call.out(`${text}\n`);
    return undefined;
  },
};

/** `deployment.spec.replicas`, `deployments.apps.spec` (upstream: pkg/explain/explain.go). */
function findTarget(call: Call, argument: string): Result<{ readonly mapping: Mapping; readonly path: readonly string[] }, Failure> {
  const words = argument.replace(/\.$/, '').split('.');
  const wrong = words.findIndex((word) => word === '' || !/^[^[\]{}*@'"()]+$/.test(word));
  const laterOnly = wrong > 0 && !words[0]!.includes('[') && call.flags.string('api-version') !== '';
  if (wrong >= 0) return err(failed(`invalid jsonpath syntax, ${laterOnly ? 'all nodes must be field nodes' : 'first node must be field node'}`));
  const mapping = call.mapper.forArgument(words[0]!);
  if (!mapping.ok) return err(exitWith(1, `${errorText(mapping.error)}\n`));
  // Of resources of one name the first that the argument begins with: `events.events.k8s.io` are fields of the core group's.
  const matching = call.mapper.all.find((m) => m.resource === words[0] && `${argument}.`.startsWith(`${qualifiedResource(m)}.`));
  if (matching && call.flags.string('api-version') === '') return ok({ mapping: matching, path: words.slice(qualifiedResource(matching).split('.').length) });
  return ok({ mapping: mapping.value, path: words.slice(1) });
}

const schemaFor = ({ group, version, kind, descriptor }: Pick<Mapping, 'group' | 'version' | 'kind' | 'descriptor'>): Schema | undefined => {
  const name = schemaNameOf(group, version, kind);
  if (name !== undefined) return schemaOf(name);
  return descriptor.otherVersions?.find((other) => other.group === group && other.version === version)?.structure ?? descriptor.structure;
};

/** The kind in the version of `--api-version`. */
function versionOf(call: Call, mapping: Mapping): Result<Mapping, string> {
  const wanted = call.flags.string('api-version');
  if (wanted === '') return ok(mapping);
  const slash = wanted.indexOf('/');
  const [group, version] = slash < 0 ? ['', wanted] : [wanted.slice(0, slash), wanted.slice(slash + 1)];
  const title = `${group}/${version}, Resource=${mapping.resource}`;
  if (!discoveredGroups(call.context.kinds).some((g) => g.name === group && g.versions.includes(version))) return err(`couldn't find resource for "${title}"`);
  const served = call.mapper.all.find((m) => m.group === group && m.version === version && m.resource === mapping.resource);
  return served ? ok(served) : err(`GVR (${title}) not found in OpenAPI schema`);
}
