import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TEMPLATE_FORMATS } from './registry.ts';
import type { TemplateContext } from '../printers/output.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', labels: { app: 'web', 'a.b/c': 'd' } },
  spec: {
    containers: [
      { name: 'a', image: 'nginx', ports: [{ containerPort: 80 }] },
      { name: 'b', image: 'busybox' },
    ],
  },
};

/** What the format prints of the pod, or the error. */
function printed(format: string, template: string, allowMissingKeys = true): string {
  let out = '';
  const context: TemplateContext = {
    allowMissingKeys,
    noHeaders: false,
    readFile: () => undefined,
    out: (text) => {
      out += text;
    },
  };
  const printer = TEMPLATE_FORMATS.find((f) => f.name === format)!.compile(template, context);
  if (!printer.ok) return `! ${'text' in printer.error ? printer.error.text : ''}`;
  const text = printer.value(pod);
  return text.ok ? out + text.value : `${out}! ${'text' in text.error ? text.error.text : ''}`;
}

describe('templates', () => {
  it.each([
    ['{.metadata.name}', 'web'],
    ['{.spec.containers[*].name}', 'a b'],
    ['{.spec.containers[-1].name}', 'b'],
    ['{.spec.containers[0:1].name}', 'a'],
    ['{.spec.containers[?(@.image=="busybox")].name}', 'b'],
    ['{.spec.containers[?(@.ports)].name}', 'a'],
    ["{.metadata.labels['a\\.b/c']}", 'd'],
    ['{.metadata.labels.a\\.b/c}', 'd'],
    ['{range .spec.containers[*]}{.name}={.image};{end}', 'a=nginx;b=busybox;'],
    ['{..containerPort}', '80'],
    ['{.nothing}', ''],
    ['{.spec.containers[0].ports}', '[{"containerPort":80}]'],
  ])('jsonpath %s', (template, text) => expect(printed('jsonpath', template)).toBe(text));

  it.each([
    ['{{.metadata.name}}', 'web'],
    ['{{range .spec.containers}}{{.name}} {{end}}', 'a b '],
    ['{{range $i, $c := .spec.containers}}{{if $i}},{{end}}{{$c.name}}{{end}}', 'a,b'],
    ['{{with .nothing}}x{{else}}y{{end}}', 'y'],
    ['{{len .spec.containers}}{{"\\n"}}', '2\n'],
    ['{{index .metadata.labels "a.b/c" | printf "%q"}}', '"d"'],
    ['{{- " a " -}} b', ' a b'],
    ['{{.nothing}}', '<no value>'],
    ['{{if and (eq .kind "Pod") (not false)}}yes{{end}}', 'yes'],
    ['{{define "t"}}[{{.}}]{{end}}{{template "t" .kind}}', '[Pod]'],
  ])('go-template %s', (template, text) => expect(printed('go-template', template)).toBe(text));

  it.each([
    ['{{index .spec.containers 2}}', 'reflect: slice index out of range'],
    ['{{index .spec.containers 3}}', 'index out of range: 3'],
    ['{{index .kind 3}}', 'reflect: string index out of range'],
    ['{{slice .kind 0 1 1}}', 'cannot 3-index slice a string'],
  ])('go-template %s fails', (template, text) => expect(printed('go-template', template)).toMatch(new RegExp(`error calling (index|slice): ${text}$`)));

  it.each([
    ['NAME:.metadata.name,IMAGES:.spec.containers[*].image,X:.nothing', 'NAME   IMAGES          X\nweb    nginx,busybox   <none>\n'],
    ['NAME', '! unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>'],
  ])('custom-columns %s', (template, text) => expect(printed('custom-columns', template)).toBe(text));

  it.each(TEMPLATE_FORMATS.map((f) => f.name))('%s never throws', (format) => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('{', '}', '{{', '}}', '.', '[', ']', '(', ')', '?', '@', '*', ':', ',', '"', "'", '\\', '$', '|', 'range', 'end', 'if', 'else', '.metadata', '0', '-1', '=='),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.boolean(), (pieces, allow) => {
        expect(typeof printed(format, pieces.join(''), allow)).toBe('string');
      }),
      { seed: 1, numRuns: 400 },
    );
  });
});
