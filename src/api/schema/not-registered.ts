import { quote } from '../../base/go-format.ts';

/** What a Go program says of a kind that it has no type of; the scheme is named by the line that made it (upstream: apimachinery `pkg/runtime/error.go`). */
export const notRegistered = (kind: string, apiVersion: string): string =>
  `no kind ${quote(kind)} is registered for version ${quote(apiVersion)} in scheme "pkg/runtime/scheme.go:110"`;
