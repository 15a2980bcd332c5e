/** As Prisma's page says, under WAYMARK_CONFIG. */

import { PrismaInstrumentation } from '@prisma/instrumentation';

export default { serviceName: 'with prisma', instrumentations: [new PrismaInstrumentation()] };
