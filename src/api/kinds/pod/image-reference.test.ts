import { describe, expect, it } from 'vitest';
import { defaultPullPolicy, parseImageReference } from './image-reference.ts';

describe('names of images', () => {
  it.each([
    ['nginx', 'docker.io/library/nginx', 'latest'],
    ['nginx:1.27', 'docker.io/library/nginx', '1.27'],
    ['bitnami/redis:7', 'docker.io/bitnami/redis', '7'],
    ['registry:5000/a/b', 'registry:5000/a/b', 'latest'],
    ['localhost/a:1', 'localhost/a', '1'],
    ['gcr.io/x/y@sha256:0123456789abcdef0123456789abcdef', 'gcr.io/x/y', ''],
  ])('%s', (image, repository, tag) => expect(parseImageReference(image)).toMatchObject({ repository, tag }));

  it.each([
    ['nginx:', 'invalid reference format'],
    ['Nginx', 'invalid reference format: repository name (library/Nginx) must be lowercase'],
    ['a b', 'invalid reference format'],
    ['', 'repository name must have at least one component'],
  ])('%j', (image, error) => expect(parseImageReference(image)).toEqual({ error }));

  it.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1', 'IfNotPresent'],
    ['nginx@sha256:0123456789abcdef0123456789abcdef', 'IfNotPresent'],
    ['Bad', 'IfNotPresent'],
  ])('%s is pulled %s', (image, policy) => expect(defaultPullPolicy(image)).toBe(policy));
});
