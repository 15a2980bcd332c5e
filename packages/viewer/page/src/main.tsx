/** The entry of the page: draws it, and leaves the rest to its neighbours. */

import { render } from 'preact';

render(<main>Waymark</main>, document.getElementById('app')!);
