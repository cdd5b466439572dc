// Mercurius on Fastify, with its loaders and its JIT.
import Fastify from 'fastify';
import mercurius from 'mercurius';
import { money, quantity } from './money.js';
import * as reading from './reading.js';
import { typeDefs } from './schema.js';
import * as writing from './writing.js';

const app = Fastify();

app.register(mercurius, {
  schema: typeDefs,
  jit: 1,
  resolvers: {
    Query: {
      opportunity: (_, { id }) => reading.opportunity(id),
      opportunities: async (_, { first }) => ({ nodes: await reading.opportunities(first) }),
    },
    Mutation: {
      closeQuotes: (_, { input }) => writing.closeQuotes(input),
      closeOpportunity: (_, { input }) => writing.closeOpportunity(input),
    },
    Opportunity: {
      estimatedRevenue: (row) => money(row.estimatedRevenue, row.currency),
      actualRevenue: (row) => money(row.actualRevenue, row.currency),
    },
    Quote: { totalAmount: (row) => money(row.totalAmount, row.currency) },
    QuoteLine: {
      quantity: (row) => quantity(row.quantity),
      amount: (row) => money(row.amount, row.currency),
    },
  },
  loaders: {
    Opportunity: {
      account: (queries) => reading.accounts(queries.map(({ obj }) => obj.accountId)),
      quotes: (queries) =>
        reading.quotes(queries.map(({ obj, params }) => ({ id: obj.id, first: params.first }))),
    },
    Quote: {
      lines: (queries) => reading.lines(queries.map(({ obj }) => obj.id)),
    },
  },
});

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
