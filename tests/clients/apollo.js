// Apollo Client 4: automatic persisted queries, hashed queries by GET, and its normalised cache.

import { createHash } from "node:crypto";
import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, gql } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";
import { TOO_DEEP, notingFetch, tell } from "./telling.js";

const [uri, id] = process.argv.slice(2);
const sent = [];

const client = new ApolloClient({
  link: ApolloLink.from([
    new PersistedQueryLink({
      sha256: (text) => createHash("sha256").update(text).digest("hex"),
      useGETForHashedQueries: true,
    }),
    new HttpLink({ uri, fetch: notingFetch(sent) }),
  ]),
  // An object is kept by its id and __typename; what errors are about is normalised too, once the
  // cache knows which types an interface has.
  cache: new InMemoryCache({
    possibleTypes: { UserError: ["BlockingQuotesError"] },
  }),
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

const inJapanese = { headers: { "Accept-Language": "ja" } };

const mutate = (mutation, input, context = {}) => client.mutate({ mutation, variables: { input }, context });

/** The code of a request's own error: one that is no refusal. */
async function codeOf(asked) {
  const error = await asked.catch((reason) => reason);
  return CombinedGraphQLErrors.is(error) ? error.errors[0].extensions.code : `no error: ${error}`;
}

const quotes = { query: QUOTES, variables: { id } };
tell("quotes", (await client.query(quotes)).data);
await client.query({ ...quotes, fetchPolicy: "network-only" });

const won = { opportunityId: id, outcome: "WON", actualRevenue: { amount: "48500.00" } };
tell("refused", (await mutate(CLOSE_OPPORTUNITY, won)).data);
tell("refusedInJapanese", (await mutate(CLOSE_OPPORTUNITY, won, inJapanese)).data);

tell("quotesClosed", (await mutate(CLOSE_QUOTES, { opportunityId: id })).data);
tell("quotesInCache", client.readQuery(quotes)); // no request: the payload's quotes have ids

tell("closed", (await mutate(CLOSE_OPPORTUNITY, won)).data);
tell("reopened", (await mutate(REOPEN_OPPORTUNITY, { opportunityId: id }, inJapanese)).data);

const once = { headers: { "Idempotency-Key": "order-17" } };
const terminal = { name: "Second terminal", currency: "KWD" };
tell("created", (await mutate(CREATE_OPPORTUNITY, terminal, once)).data);
tell("createdAgain", (await mutate(CREATE_OPPORTUNITY, terminal, once)).extensions.idempotentReplays);

tell("invalid", await codeOf(client.query({ query: gql`query Invalid { viewer { shoeSize } }` })));
tell("wrongVariable", await codeOf(mutate(CLOSE_OPPORTUNITY, { ...won, outcome: "PERHAPS" })));
tell("sent", sent);
tell("tooMuch", await codeOf(client.query({ query: gql(TOO_DEEP) })));
