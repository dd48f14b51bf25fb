import type { Findings } from '../../ext4/check/findings.js';

/** Blocks `[start, end)` that something keeps for itself. */
export interface Claim {
  readonly start: number;
  readonly end: number;
  /** What keeps them, such as `tuple 12`. */
  readonly structure: string;
  /** The byte of the volume where that is. */
  readonly offset: number;
}

/** Gathers which blocks are in use, and by what. */
export class BlockClaims {
  readonly #claims: Claim[] = [];

  add(claim: Claim): void {
    if (claim.end > claim.start) this.#claims.push(claim);
  }

  /** Reports every claim on blocks that one before it has. */
  check(findings: Findings): void {
    const sorted = this.#claims.sort((a, b) => a.start - b.start || a.end - b.end);
    let furthest: Claim | undefined;
    for (const claim of sorted) {
      if (furthest && claim.start < furthest.end) {
        const last = Math.min(claim.end, furthest.end) - 1;
        const problem = `blocks ${claim.start} to ${last} are those of ${furthest.structure} as well`;
        findings.add(claim.structure, claim.offset, problem);
      }
      if (!furthest || claim.end > furthest.end) furthest = claim;
    }
  }
}
