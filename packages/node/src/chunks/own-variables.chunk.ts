/** Which WAYMARK_ variables there are, for a line on one that there is not. */

export { tellUnknown } from '../config/own-variables.ts';
