import { chmodSync } from 'node:fs';
import type { OperationOptions } from '../core/progress.js';
import { onHost } from '../io/host-errors.js';
import { readPackageManifest } from './package-manifest.js';
import { unpackPackage, type UnpackPackageRequest } from './unpack-package.js';

const PROGRAM_MODE = 0o755;

/**
 * Writes a package into a new directory, and sees that it can run: OPS starts programs whatever their mode says.
 *
 * @throws OpsError `package-invalid`, `config-invalid`, and those of {@link unpackPackage}
 */
export async function fillPackage(request: UnpackPackageRequest, operation: OperationOptions): Promise<void> {
  await unpackPackage(request, operation);
  const { hostPath } = (await readPackageManifest(request.directory, request.shown)).program;
  onHost('change the mode of', hostPath, () => {
    chmodSync(hostPath, PROGRAM_MODE);
  });
}
