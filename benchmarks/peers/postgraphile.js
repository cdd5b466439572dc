// PostGraphile 5: the schema comes from the database; money is made of two of its columns.
import './promises.js';
import { createServer } from 'node:http';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { lambda } from 'postgraphile/grafast';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { extendSchema, gql, pgSmartTags } from 'postgraphile/utils';
import { money, quantity } from './money.js';

const moneyOf = (column) => ($row) =>
  lambda([$row.get(column), $row.get('currency')], ([number, currency]) => money(number, currency), true);

const Money = extendSchema({
  typeDefs: gql`
    type Money { amount: String! currency: String! }
    extend type Opportunity { estimatedMoney: Money actualMoney: Money }
    extend type Quote { totalMoney: Money! }
    extend type QuoteLine { amountMoney: Money! quantityText: String! }
  `,
  objects: {
    Opportunity: {
      plans: { estimatedMoney: moneyOf('estimated_revenue'), actualMoney: moneyOf('actual_revenue') },
    },
    Quote: { plans: { totalMoney: moneyOf('total_amount') } },
    QuoteLine: {
      plans: {
        amountMoney: moneyOf('amount'),
        quantityText: ($line) => lambda($line.get('quantity'), quantity, true),
      },
    },
  },
});

// The declared foreign key carries a second column along, for the rule; reading needs the first.
const Relation = pgSmartTags([
  { kind: 'class', match: 'quote', tags: { foreignKey: '(opportunity_id) references opportunity (id)' } },
  { kind: 'class', match: 'closed_quotes', tags: { name: 'quotes_closed' } },
]);

const preset = {
  extends: [PostGraphileAmberPreset],
  plugins: [Money, Relation],
  schema: { defaultBehavior: '+manyRelation:resource:list' },
  pgServices: [
    makePgService({
      connectionString: process.env.DATABASE_URL,
      schemas: ['public'],
      poolConfig: { max: Number(process.env.POOL_SIZE) },
    }),
  ],
};

const server = createServer();
const instance = postgraphile(preset);
await instance.getSchema();
await instance.createServ(grafserv).addTo(server);
server.listen(Number(process.env.PORT), '127.0.0.1');
