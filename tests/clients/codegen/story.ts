// graphql-codegen's client preset: every document is typed, and that is all a client by fetch needs.

import { graphql } from "./generated/gql.js";
import type { CloseOpportunityInput, TypedDocumentString } from "./generated/graphql.js";

const [url = "", id = ""] = process.argv.slice(2);
const tell = (step: string, answer: unknown) => console.log(JSON.stringify({ [step]: answer }));

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions: { code: string } }[];
  extensions?: { idempotentReplays?: string[] };
}

// The preset wrote each document, by its hash, to persisted-documents.json, which the server trusts.
async function send<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  headers: Record<string, string> = {},
): Promise<Answer<Data>> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/graphql-response+json", ...headers },
    body: JSON.stringify({ documentId: document.__meta__?.["hash"], variables }),
  });
  return (await answer.json()) as Answer<Data>;
}

const QUOTES = graphql(`
  query Quotes($id: ID!) {
    opportunity(id: $id) { id quotes { nodes { id number state } } }
  }
`);

const CLOSE_OPPORTUNITY = graphql(`
  mutation CloseOpportunity($input: CloseOpportunityInput!) {
    closeOpportunity(input: $input) {
      opportunity { id state version actualRevenue { amount currency } }
      close { outcome closedBy { name } }
      errors {
        __typename
        code
        message
        remedies { mutation quoteIds }
        ... on BlockingQuotesError { quotes { id number name state } }
      }
    }
  }
`);

const CLOSE_QUOTES = graphql(`
  mutation CloseQuotes($input: CloseQuotesInput!) {
    closeQuotes(input: $input) {
      closedQuotes { id number state }
      opportunity { id version closeReadiness { canClose } }
      errors { code }
    }
  }
`);

const REOPEN_OPPORTUNITY = graphql(`
  mutation ReopenOpportunity($input: ReopenOpportunityInput!) {
    reopenOpportunity(input: $input) {
      opportunity { id state statusReason { id label } }
      wasOpen
      errors { code }
    }
  }
`);

const CREATE_OPPORTUNITY = graphql(`
  mutation CreateOpportunity($input: CreateOpportunityInput!) {
    createOpportunity(input: $input) {
      opportunity { name version }
      errors { code }
    }
  }
`);

tell("quotes", (await send(QUOTES, { id })).data);

const won: CloseOpportunityInput = { opportunityId: id, outcome: "WON", actualRevenue: { amount: "48500.00" } };
const inJapanese = { "Accept-Language": "ja" };
const refused = (await send(CLOSE_OPPORTUNITY, { input: won })).data;
tell("refused", refused);
tell("refusedInJapanese", (await send(CLOSE_OPPORTUNITY, { input: won }, inJapanese)).data);

// The type that has quotes has them, and no other.
const error = refused?.closeOpportunity?.errors[0];
tell("blockedBy", error?.__typename === "BlockingQuotesError" ? error.quotes.map((quote) => quote.number) : []);

tell("quotesClosed", (await send(CLOSE_QUOTES, { input: { opportunityId: id } })).data);
tell("closed", (await send(CLOSE_OPPORTUNITY, { input: won })).data);
tell("reopened", (await send(REOPEN_OPPORTUNITY, { input: { opportunityId: id } }, inJapanese)).data);

const once = { "Idempotency-Key": "order-17" };
const terminal = { name: "Second terminal", currency: "KWD" };
tell("created", (await send(CREATE_OPPORTUNITY, { input: terminal }, once)).data);
tell("createdAgain", (await send(CREATE_OPPORTUNITY, { input: terminal }, once)).extensions?.idempotentReplays);

// @ts-expect-error: what the server would refuse doesn't compile.
const wrong = await send(CLOSE_OPPORTUNITY, { input: { ...won, outcome: "PERHAPS" } });
tell("wrongVariable", wrong.errors?.[0]?.extensions.code);
