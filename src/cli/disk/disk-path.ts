/** An argument of `cp`: a path of this machine, or one in a volume or image. */
export type CopyArgument =
  | { readonly kind: 'host'; readonly path: string }
  | { readonly kind: 'disk'; readonly reference: string; readonly path: string };

/**
 * `<volume>:<path>` is in a volume, all else on this machine: what has a slash before its first colon, too (`./a:b`).
 * `name:uuid` is taken as the volume when an absolute path follows: `assets:5f0c…:/img`.
 */
export function parseCopyArgument(text: string): CopyArgument {
  const [, withPath, absolute, name, relative] = /^([^/.][^/]*):(\/.*)$|^([^/.:][^/:]*):(.*)$/s.exec(text) ?? [];
  if (withPath !== undefined && absolute !== undefined) return { kind: 'disk', reference: withPath, path: absolute };
  if (name !== undefined && relative !== undefined) return { kind: 'disk', reference: name, path: relative };
  return { kind: 'host', path: text };
}
