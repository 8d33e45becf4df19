/** upstream: pkg/cmd/create/create_configmap.go */
import { isConfigMapKey } from '../../../api/meta/names.ts';
import { quote } from '../../../base/go-format.ts';
import { ok } from '../../../base/result.ts';
import { addEnvFiles, addFiles, addLiterals, base64, checkSources, sourceFlags, type AddEntry } from './data-sources.ts';
import { generatorCommand, metadataFor, refuse } from './generator.ts';
import { withHashedName } from './name-hash.ts';

export const configMap = generatorCommand({
  name: 'configmap',
  aliases: ['cm'],
  short: 'Create a config map from a local file, directory or literal value',
  usage: 'configmap NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  examples: '# From literals\nkubectl create configmap my-config --from-literal=key1=config1\n# From a file\nkubectl create configmap my-config --from-file=path/to/bar',
  flags: sourceFlags('configmap'),
  refusal: () => 'failed to create configmap: ',
  build(call, name) {
    const { flags } = call;
    const wrong = checkSources(call);
    if (wrong !== undefined) return refuse(wrong);
    const data = new Map<string, string>();
    const binaryData = new Map<string, string>();
    const add: AddEntry = (key, content) => {
      const errors = isConfigMapKey(key);
      if (errors.length > 0) return `${quote(key)} is not a valid key name for a ConfigMap: ${errors.join(',')}`;
      for (const [field, map] of [
        ['Data', data],
        ['BinaryData', binaryData],
      ] as const) {
        if (map.has(key)) return `cannot add key ${quote(key)}, another key by that name already exists in ${field} for ConfigMap ${quote(name)}`;
      }
      if (typeof content === 'string') data.set(key, content);
      else binaryData.set(key, base64(content));
      return undefined;
    };
    for (const added of [
      addFiles(call, flags.strings('from-file'), add),
      addLiterals(flags.strings('from-literal'), add),
      addEnvFiles(call, flags.strings('from-env-file'), 'config', add),
    ])
      if (!added.ok) return refuse(added.error);
    return ok(
      withHashedName(call, {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: metadataFor(call, name),
        ...(data.size > 0 && { data: Object.fromEntries(data) }),
        ...(binaryData.size > 0 && { binaryData: Object.fromEntries(binaryData) }),
      }),
    );
  },
});
