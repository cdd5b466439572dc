// GraphQL Yoga on Node's own HTTP server, with DataLoader.
import { createServer } from 'node:http';
import DataLoader from 'dataloader';
import { createSchema, createYoga } from 'graphql-yoga';
import { money, quantity } from './money.js';
import * as reading from './reading.js';
import { typeDefs } from './schema.js';
import * as writing from './writing.js';

const resolvers = {
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
    account: (row, _, { loaders }) => row.accountId && loaders.accounts.load(row.accountId),
    quotes: (row, { first }, { loaders }) => loaders.quotes.load({ id: row.id, first }),
  },
  Quote: {
    totalAmount: (row) => money(row.totalAmount, row.currency),
    lines: (row, _, { loaders }) => loaders.lines.load(row.id),
  },
  QuoteLine: {
    quantity: (row) => quantity(row.quantity),
    amount: (row) => money(row.amount, row.currency),
  },
};

const context = () => ({
  loaders: {
    accounts: new DataLoader(reading.accounts),
    quotes: new DataLoader(reading.quotes, { cacheKeyFn: ({ id, first }) => `${id} ${first}` }),
    lines: new DataLoader(reading.lines),
  },
});

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers }),
  context,
  graphiql: false,
  logging: false,
});

createServer(yoga).listen(Number(process.env.PORT), '127.0.0.1');
