import { defineCp } from '../../disk/cp.js';
import { IMAGE_DISK } from '../../disk/noun.js';

export default defineCp(IMAGE_DISK);
