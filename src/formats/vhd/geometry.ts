/** What programs that know no sector numbers take a disk for. */
export interface Geometry {
  readonly cylinders: number;
  readonly heads: number;
  readonly sectorsPerTrack: number;
}

/** The largest geometry: what stands for all that have another size than cylinders, heads and sectors can say. */
export const LARGEST_GEOMETRY: Geometry = { cylinders: 65535, heads: 16, sectorsPerTrack: 255 };

const MAXIMUM_CYLINDERS_BY_HEADS = 1024;

/**
 * The geometry that the appendix "CHS Calculation" of the Virtual Hard Disk Image Format Specification gives a disk. It
 * is that of the disk or a little less.
 */
export function specifiedGeometry(sectors: number): Geometry {
  const { heads, sectorsPerTrack } = chooseTrack(Math.min(sectors, sectorsOf(LARGEST_GEOMETRY)));
  const tracks = Math.floor(Math.min(sectors, sectorsOf(LARGEST_GEOMETRY)) / sectorsPerTrack);
  return { cylinders: Math.floor(tracks / heads), heads, sectorsPerTrack };
}

export function sectorsOf({ cylinders, heads, sectorsPerTrack }: Geometry): number {
  return cylinders * heads * sectorsPerTrack;
}

function chooseTrack(sectors: number): Omit<Geometry, 'cylinders'> {
  if (sectors >= 65535 * 16 * 63) return { heads: 16, sectorsPerTrack: 255 };
  const fewest = Math.max(4, Math.ceil(Math.floor(sectors / 17) / MAXIMUM_CYLINDERS_BY_HEADS));
  if (fewest <= 16 && Math.floor(sectors / 17) < fewest * MAXIMUM_CYLINDERS_BY_HEADS) {
    return { heads: fewest, sectorsPerTrack: 17 };
  }
  const fits = Math.floor(sectors / 31) < 16 * MAXIMUM_CYLINDERS_BY_HEADS;
  return { heads: 16, sectorsPerTrack: fits ? 31 : 63 };
}
