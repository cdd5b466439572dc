import { makeSchema } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { printSchema } from 'graphql';
const { schema } = await makeSchema({ extends: [PostGraphileAmberPreset], pgServices: [makePgService({connectionString: process.env.PGURL, schemas: ['public']})]});
console.log(printSchema(schema)); process.exit(0);
