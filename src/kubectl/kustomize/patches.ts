/** Patches of a kustomization (upstream: kustomize api/internal/builtins/Patch*Transformer.go). */
import { quote } from '../../base/go-format.ts';
import { jsonPatch } from '../../api/patch/json-patch.ts';
import { schemaNameOf, schemaOf } from '../../api/schema/schema.ts';
import { parseDocument } from '../../manifest/parse.ts';
import { toYaml } from '../../manifest/yaml/emitter.ts';
import type { Patch } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { readObjects } from './objects.ts';
import type { ResourceList } from './resource-list.ts';
import { idText, type Fields, type IsClusterScoped, type Resource } from './resource.ts';
import { select, type Selector } from './selector.ts';
import { strategicMerge } from './strategic-merge.ts';
import { Trouble, trouble, within } from './trouble.ts';

/** What went wrong with a plugin's settings shows them. */
const configured = <T>(plugin: string, config: unknown, work: () => T): T => within(`trouble configuring builtin ${plugin} with config: \`\n${toYaml(config)}\``, work);

interface Options {
  readonly allowNameChange?: boolean;
  readonly allowKindChange?: boolean;
}

function applyStrategic(resource: Resource, patch: Fields, options: Options): void {
  const { name, namespace, kind, id } = resource;
  const { apiVersion } = resource.object;
  if (options.allowNameChange || options.allowKindChange) resource.rememberId();
  const schemaName = schemaNameOf(id.group, id.version, id.kind);
  const merged = strategicMerge(resource.object, structuredClone(patch), schemaName === undefined ? undefined : schemaOf(schemaName));
  resource.object = merged ?? {};
  if (merged === undefined || resource.isEmpty) {
    resource.object = {};
    return;
  }
  resource.object['apiVersion'] = apiVersion;
  if (!options.allowKindChange) resource.object['kind'] = kind;
  if (!options.allowNameChange) resource.name = name;
  resource.namespace = namespace;
}

/** Operations as a list; a text that is none gives `undefined`. */
function operations(text: string): readonly unknown[] | undefined {
  const parsed = parseDocument(text);
  return parsed.ok && Array.isArray(parsed.value) ? parsed.value : undefined;
}

function applyJson(list: ResourceList, target: Selector, patch: readonly unknown[]): void {
  for (const resource of select(list.items, target)) {
    resource.rememberId();
    const patched = jsonPatch(resource.object, patch);
    if (!patched.ok) return trouble(patched.error.message);
    resource.object = structuredClone(patched.value) as Fields;
  }
}

function objectsOf(text: string, isClusterScoped: IsClusterScoped): readonly Resource[] | Trouble {
  try {
    return readObjects(text, isClusterScoped);
  } catch (error) {
    if (error instanceof Trouble) return error;
    throw error;
  }
}

/** `patches`: either kind, told by what it looks like. Everything is read before the first is applied. */
export function preparePatch(patch: Patch, loader: Loader, isClusterScoped: IsClusterScoped): (list: ResourceList) => void {
  const { target, options = {} } = patch;
  const given = (patch.patch ?? '').trim();
  const path = patch.path ?? '';
  const config = { ...(path && { path }), ...(patch.patch && { patch: patch.patch }), ...(target && { target }), ...(patch.options && { options }) };
  const { text, source } = configured('PatchTransformer', config, () => {
    if (given === '' && path === '') return trouble(`must specify one of patch and path in\n${toYaml(config)}`);
    if (given !== '' && path !== '') return trouble(`patch and path can't be set at the same time\n${toYaml(config)}`);
    if (given !== '') return { text: given, source: `[patch: ${quote(given)}]` };
    return { text: within(`failed to get the patch file from path(${path})`, () => loader.text(path)), source: `[path: ${quote(path)}]` };
  });
  const objects = objectsOf(text, isClusterScoped);
  const steps = operations(text);
  if (objects instanceof Trouble && steps === undefined) return configured('PatchTransformer', config, () => trouble(`unable to parse SM or JSON patch from ${source}`));
  if (objects instanceof Trouble || (objects.length === 0 && steps !== undefined)) {
    return (list) => {
      if (!target) return trouble(`must specify a target for JSON patch ${source}`);
      applyJson(list, target, steps!);
    };
  }
  return (list) => {
    if (!target) {
      for (const object of objects) {
        const found = within(`no resource matches strategic merge patch ${quote(idText(object.id))}`, () => list.patchTarget(object.id));
        applyStrategic(found, object.object, options);
      }
      return list.renew();
    }
    if (objects.length > 1) return trouble(`Multiple Strategic-Merge Patches in one \`patches\` entry is not allowed to set \`patches.target\` field: ${source}`);
    for (const resource of select(list.items, target)) applyStrategic(resource, objects[0]!.object, options);
    list.renew();
  };
}

/** `patchesStrategicMerge`: texts or paths. */
export function prepareStrategicPatches(patches: readonly string[], loader: Loader, isClusterScoped: IsClusterScoped): (list: ResourceList) => void {
  const objects = configured('PatchStrategicMergeTransformer', { paths: patches }, () =>
    patches.flatMap((patch) => {
      const inline = objectsOf(patch, isClusterScoped);
      return inline instanceof Trouble ? readObjects(loader.text(patch), isClusterScoped, patch) : inline;
    }),
  );
  return (list) => {
    for (const object of objects) applyStrategic(list.patchTarget(object.id), object.object, {});
    list.renew();
  };
}

/** `patchesJson6902`. */
export function prepareJsonPatch(patch: Patch, loader: Loader): (list: ResourceList) => void {
  const { target, path = '' } = patch;
  const config = { ...(target && { target }), ...(path && { path }), ...(patch.patch && { jsonOp: patch.patch }) };
  const steps = configured('PatchJson6902Transformer', config, () => {
    if (!target?.name) return trouble('must specify the target name');
    if (path === '' && !patch.patch) return trouble('empty file path and empty jsonOp');
    if (path !== '' && patch.patch) return trouble('must specify a file path or jsonOp, not both');
    const text = path === '' ? patch.patch! : loader.text(path);
    if (text === '') return trouble(`patch file '${path}' empty seems to be empty`);
    const read = operations(text);
    if (!read) return trouble(`decoding ${text}: json: cannot unmarshal object into Go value of type jsonpatch.Patch`);
    return read.length === 0 ? trouble(`patch appears to be empty; file=${path}, JsonOp=${text}`) : read;
  });
  return (list) => applyJson(list, target!, steps);
}
