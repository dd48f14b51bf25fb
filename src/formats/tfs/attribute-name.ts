/** Attributes of a file's tuple that are extended attributes have names with a namespace, which no others have. */
export function isAttributeName(name: string): boolean {
  const dot = name.indexOf('.');
  return dot > 0 && dot < name.length - 1 && !name.includes('\0');
}
