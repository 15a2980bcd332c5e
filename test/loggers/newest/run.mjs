// Loads packages of this folder by `import`.
import child from '../child.cjs';

child.run('newest', (name) => import(name));
