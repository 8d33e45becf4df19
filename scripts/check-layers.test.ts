import { describe, expect, it } from 'vitest';
import { breaches } from './check-layers.mjs';

describe('layer check', () => {
  it.each([
    ['engine imports a controller', ['engine/x.ts', "import { a } from '../controllers/registry.ts';"], 'engine may not import controllers'],
    ['siblings import each other', ['scheduler/x.ts', "import { a } from '../kubelet/index.ts';"], 'scheduler may not import kubelet'],
    ['a kind imports React', ['api/x.ts', "import { useState } from 'react';"], 'only ui may import react'],
    ['the engine draws a random number', ['engine/x.ts', 'const a = Math.random();'], 'may not use Math.random'],
    ['a controller asks the clock', ['controllers/x.ts', 'const a = new Date();'], 'may not use new Date()'],
    ['kubectl waits for a Promise', ['kubectl/x.ts', 'const a = await b();'], 'may not use a Promise'],
    ['a folder is no layer', ['nowhere/x.ts', ''], 'no layer is named nowhere'],
  ] as const)('fires where %s', (_, [file, text], message) => {
    expect(breaches([[file, text]])).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    ['kubectl over the engine', 'kubectl/x.ts', "import { request } from '../engine/client.ts';"],
    ['the page with its tools', 'ui/x.tsx', "import { useState } from 'react';\nsetTimeout(() => Math.random());"],
    ['a word in a comment', 'engine/x.ts', '// no Math.random here\n/* nor new Date() */'],
    ['tests may reach up', 'scheduler/x.test.ts', "import { a } from '../cluster/nodes.ts';"],
  ])('lets %s pass', (_, file, text) => expect(breaches([[file, text]])).toEqual([]));
});
