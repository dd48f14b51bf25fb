/** A value of QEMU's `key=value` grammar; booleans are written `on` and `off`. */
export type OptionValue = string | number | boolean;

/** Options in the order in which they are written; `undefined` leaves one out. */
export type Options = Readonly<Record<string, OptionValue | undefined>>;

/** A device as `-device` and QMP's `device_add` both take it: a driver and its flat properties. */
export type Device = Options & { readonly driver: string };

/**
 * One argument of QEMU's `key=value` grammar: `head,key=value,...`. A comma inside a value is doubled, which is the
 * grammar's only escape. Source: QEMU, docs/system, "keyval" and `qemu-options.hx`.
 *
 * @example
 * renderOptions('local', { path: '/a,b', readonly: true }) // 'local,path=/a,,b,readonly=on'
 */
export function renderOptions(head: string, options: Options): string {
  const pairs = Object.entries(options).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${renderValue(value)}`],
  );
  return [head, ...pairs].join(',');
}

/** The value of `-device`. */
export function renderDevice(device: Device): string {
  const { driver, ...properties } = device;
  return renderOptions(driver, properties);
}

function renderValue(value: OptionValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  return String(value).replaceAll(',', ',,');
}
