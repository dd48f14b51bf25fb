import { defineCp } from '../../disk/cp.js';
import { VOLUME_DISK } from '../../disk/noun.js';

export default defineCp(VOLUME_DISK);
