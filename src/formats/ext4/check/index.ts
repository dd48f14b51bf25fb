export { checkExt4 } from './check.js';
export type { CheckProgress, CheckResult } from './check.js';
export type { Finding } from './findings.js';
