import { describe, expect, it } from 'vitest';
import schemas from '../src/api/schema/data/schemas.json';
import { apiDescriptions, readModel, withLineBreaks } from './api-descriptions.mjs';

const texts = apiDescriptions();

describe('texts of the API', () => {
  it('are there for every field that the API has a text for', () => {
    const missing = Object.entries(schemas as unknown as Record<string, { properties?: object }>).flatMap(([name, { properties = {} }]) =>
      Object.keys(properties)
        .map((field) => `${name.split('.').at(-1)}.${field}`)
        .filter((_, at) => !(`${name}#${Object.keys(properties)[at]}` in texts)),
    );
    expect(missing.filter((key) => !/^(JSONSchemaProps|ExternalDocumentation)\./.test(key))).toEqual(['WatchEvent.type', 'IngressRule.http']);
    expect(Object.keys(texts).length).toBeGreaterThan(2200);
  });
  it.each([
    ['io.k8s.api.core.v1.PodSpec#restartPolicy', /\n\nPossible enum values:\n - `"Always"`\n - `"Never"`\n - `"OnFailure"`$/],
    // Newer versions know Gt and Lt.
    ['io.k8s.api.core.v1.Toleration#operator', /^Operator represents a key's relationship to the value\. Valid operators are Exists and Equal\..*\n - `"Equal"`\n - `"Exists"`$/s],
    ['io.k8s.api.apps.v1.Deployment#kind', /^Kind is a string value/],
    ['io.k8s.apimachinery.pkg.api.resource.Quantity', /^Quantity is a fixed-point representation of a number\..*\n\n``` <quantity>/s],
    ['io.k8s.apimachinery.pkg.util.intstr.IntOrString', /^IntOrString is a type that can hold an int32 or a string\. {2}When/],
  ])('%s', (key, text) => expect(texts[key]).toMatch(text));
  it('hold no traces of the comments they stood in', () => expect(Object.values(texts).filter((text) => /@deprecated|^\*|\*\//.test(text))).toEqual([]));
});

describe('reading them', () => {
  it('takes the comment right before a field, and nothing from deeper down', () => {
    const source = `/**\n * A thing.\n *\n * More.\n */\nexport interface IThing {\n    /**\n     * It's *one*.\n     */\n    "one"?: {\n        /**\n         * deep\n         */\n        "two": string;\n    };\n    "three": string;\n}\n`;
    expect(readModel(source, /^export interface/)).toEqual({ text: 'A thing.\n\nMore.', fields: new Map([['one', "It's *one*."]]) });
  });
  it.each([
    ['a b c', 'a\n\nb c', 'a\n\nb c'],
    ['a x c d', 'a\n\nb c\nd', 'a x c\nd'],
    ['a b c', 'a b\n\nnew.\n\nc', 'a b\n\nc'],
    ['quite other', 'words\n\nhere there', 'quite other'],
  ])('%j as %j', (flat, broken, text) => expect(withLineBreaks(flat, broken)).toBe(text));
});
