import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fileAt } from '../process/tree.ts';
import { parseCatalogue } from './catalogue.ts';
import { createImageSource, tutorialImages } from './index.ts';
import { TUTORIAL_IMAGES } from './tutorial-images.ts';

const recorded = parseCatalogue(fs.readFileSync(new URL('../../../conformance/images.yaml', import.meta.url), 'utf8'));
if (!recorded.ok) throw new Error(recorded.error);
const source = createImageSource(recorded.value, { preloaded: true });

describe('image catalogue', () => {
  it.each([
    ['nginx:1.25', 'docker.io/library/nginx:1.25'],
    ['nginx', 'docker.io/library/nginx:latest'],
    ['gcr.io/kuar-demo/kuard-amd64:1', 'gcr.io/kuar-demo/kuard-amd64:1'],
    ['kubesim/app:v1', 'docker.io/kubesim/app:v1'],
  ])('finds %s', (image, name) => {
    expect(source.normalize(image)).toEqual({ ok: true, value: name });
    expect(source.lookup(name)).toMatchObject({ found: { name } });
    expect(source.preloaded(name)).toBe(true);
  });

  it.each([
    ['nginx :1.25', `couldn't parse image name "nginx :1.25": invalid reference format`],
    ['NGINX:1.25', `couldn't parse image name "NGINX:1.25": invalid reference format: repository name (library/NGINX) must be lowercase`],
    ['MyRepo/App:latest', `couldn't parse image name "MyRepo/App:latest": invalid reference format: repository name (App) must be lowercase`],
  ])('refuses the name %s', (image, error) => expect(source.normalize(image)).toEqual({ ok: false, error }));

  it.each([
    [
      'docker.io/library/nginx:9.99',
      'rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:9.99": failed to resolve reference "docker.io/library/nginx:9.99": docker.io/library/nginx:9.99: not found',
    ],
    [
      'docker.io/nothing/nothing:v1',
      'failed to pull and unpack image "docker.io/nothing/nothing:v1": failed to resolve reference "docker.io/nothing/nothing:v1": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
    ],
  ])('answers for %s as a registry does', (name, missing) => expect(source.lookup(name)).toEqual({ missing }));

  it('has the images’ own files, and those to run as programs', () => {
    expect(fileAt(source.files('gcr.io/kuar-demo/kuard-amd64:1'), '/kuard')).toMatchObject({ type: 'file', mode: 0o755 });
    expect(fileAt(source.files('docker.io/library/nginx:1.25'), '/www/index.html')?.data).toBe('<h1>Welcome</h1>\n');
  });

  it('names no tutorial image twice, and finds each', () => {
    expect(new Set(TUTORIAL_IMAGES.map(({ image }) => image)).size).toBe(TUTORIAL_IMAGES.length);
    for (const { image } of TUTORIAL_IMAGES) {
      const name = tutorialImages.normalize(image);
      expect(name.ok && 'found' in tutorialImages.lookup(name.value)).toBe(true);
    }
  });

  it.each([
    ['{', /not YAML/],
    ['a: 1', /is a list/],
    ['- {entrypoint: [a]}', /no name/],
    ['- {image: a, cmd: b}', /`cmd` is not a list/],
  ])('says what is wrong with %s', (text, error) => {
    const parsed = parseCatalogue(text);
    expect(parsed.ok ? '' : parsed.error).toMatch(error);
  });
});
