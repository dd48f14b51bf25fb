/** What is asked of an image for Nanos, beside its content. */
export interface NanosRequest {
  /** Which release: `version` is a number or `nightly`, `directory` a folder elsewhere. Default: the newest of the home. */
  readonly release: { readonly version?: string; readonly directory?: string };
  /** Names of klibs to load. */
  readonly klibs: readonly string[];
  /** `ManifestPassthrough` of config.json. */
  readonly passthrough: Readonly<Record<string, unknown>>;
  readonly rebootOnExit: boolean;
}
