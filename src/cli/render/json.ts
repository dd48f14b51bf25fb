/** What `-j` prints: indented, one value, no newline at the end. */
export function renderJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
