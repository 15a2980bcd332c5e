/** The entry of the page: styles, the line to the viewer, and the frame that shows the rest. */

import './style/tokens.css';
import './style/base.css';
import './style/controls.css';
import { render } from 'preact';
import { listen } from './api/live.ts';
import { Shell } from './shell/shell.tsx';

listen();
render(<Shell />, document.getElementById('app')!);
