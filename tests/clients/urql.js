// urql 6: automatic persisted queries, queries by GET, and its normalised cache.

import { createHash } from "node:crypto";
import { Client, fetchExchange, gql } from "@urql/core";
import { cacheExchange } from "@urql/exchange-graphcache";
import { persistedExchange } from "@urql/exchange-persisted";
import { TOO_DEEP, notingFetch, tell } from "./telling.js";

const [url, id] = process.argv.slice(2);
const sent = [];

const client = new Client({
  url,
  fetch: notingFetch(sent),
  exchanges: [
    // What has no id is a part of what it is in; urql wants to be told which types that is true of.
    cacheExchange({ keys: { CloseReadiness: () => null, Money: () => null } }),
    persistedExchange({
      preferGetForPersistedQueries: true,
      enableForMutation: true,
      generateHash: async (text) => createHash("sha256").update(text).digest("hex"),
    }),
    fetchExchange,
  ],
});

const QUOTES = gql`
  query Quotes($id: ID!) {
    opportunity(id: $id) { id quotes { nodes { id number state } } }
  }
`;

const CLOSE_OPPORTUNITY = gql`
  mutation CloseOpportunity($input: CloseOpportunityInput!) {
    closeOpportunity(input: $input) {
      opportunity { id state version actualRevenue { amount currency } }
      close { outcome closedBy { name } }
      errors {
        code
        message
        remedies { mutation quoteIds }
        ... on BlockingQuotesError { quotes { id number name state } }
      }
    }
  }
`;

const CLOSE_QUOTES = gql`
  mutation CloseQuotes($input: CloseQuotesInput!) {
    closeQuotes(input: $input) {
      closedQuotes { id number state }
      opportunity { id version closeReadiness { canClose } }
      errors { code }
    }
  }
`;

const REOPEN_OPPORTUNITY = gql`
  mutation ReopenOpportunity($input: ReopenOpportunityInput!) {
    reopenOpportunity(input: $input) {
      opportunity { id state statusReason { id label } }
      wasOpen
      errors { code }
    }
  }
`;

const CREATE_OPPORTUNITY = gql`
  mutation CreateOpportunity($input: CreateOpportunityInput!) {
    createOpportunity(input: $input) {
      opportunity { name version }
      errors { code }
    }
  }
`;

const inJapanese = { "Accept-Language": "ja" };

const mutate = (mutation, input, headers = {}) => client.mutation(mutation, { input }, { fetchOptions: { headers } });

const codeOf = ({ error }) => error.graphQLErrors[0].extensions.code;

tell("quotes", (await client.query(QUOTES, { id })).data);
await client.query(QUOTES, { id }, { requestPolicy: "network-only" });

const won = { opportunityId: id, outcome: "WON", actualRevenue: { amount: "48500.00" } };
tell("refused", (await mutate(CLOSE_OPPORTUNITY, won)).data);
tell("refusedInJapanese", (await mutate(CLOSE_OPPORTUNITY, won, inJapanese)).data);

tell("quotesClosed", (await mutate(CLOSE_QUOTES, { opportunityId: id })).data);
tell("quotesInCache", client.readQuery(QUOTES, { id }).data); // no request: the payload's quotes have ids

tell("closed", (await mutate(CLOSE_OPPORTUNITY, won)).data);
tell("reopened", (await mutate(REOPEN_OPPORTUNITY, { opportunityId: id }, inJapanese)).data);

const once = { "Idempotency-Key": "order-17" };
const terminal = { name: "Second terminal", currency: "KWD" };
tell("created", (await mutate(CREATE_OPPORTUNITY, terminal, once)).data);
tell("createdAgain", (await mutate(CREATE_OPPORTUNITY, terminal, once)).extensions.idempotentReplays);

tell("invalid", codeOf(await client.query(gql`query Invalid { viewer { shoeSize } }`, {})));
tell("wrongVariable", codeOf(await mutate(CLOSE_OPPORTUNITY, { ...won, outcome: "PERHAPS" })));
tell("sent", sent);
tell("tooMuch", codeOf(await client.query(gql(TOO_DEEP), {})));
