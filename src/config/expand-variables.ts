export type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\$(?:(\$)|(\w+)|\{(\w+)\})/g;

/**
 * Replaces `$NAME` and `${NAME}` by the value of the variable, and `$$` by `$`. Any other `$` stays. What is put in is
 * not expanded again.
 *
 * @returns the text and the variables in it that are not set, which are left as they are
 * @example
 * expandVariables('${USER}-data', { USER: 'ann' }) // { text: 'ann-data', unset: [] }
 */
export function expandVariables(
  text: string,
  environment: Environment,
): { readonly text: string; readonly unset: readonly string[] } {
  const unset: string[] = [];
  const expanded = text.replace(VARIABLE, (whole, dollar?: string, plain?: string, braced?: string) => {
    if (dollar !== undefined) return dollar;
    const name = plain ?? braced ?? '';
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (value === undefined) unset.push(name);
    return value ?? whole;
  });
  return { text: expanded, unset };
}
